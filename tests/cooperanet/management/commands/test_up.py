import pytest
from django.core.management.base import CommandError

from cooperanet.management.commands.up import read_port


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "8000 ", "٨٠٠٠٠٠"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(CommandError, match="it takes a number from 1 to 65535"):
        read_port(port)


@pytest.mark.parametrize("port", ["1", "8000", "65535"])
def test_a_port_is_read(port):
    assert read_port(port) == int(port)
