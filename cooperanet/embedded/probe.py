"""Ask a portal on this machine how it is. Also run as a file, for health checks: it needs no project around it.

python cooperanet/embedded/probe.py        ends with 0 when /readyz on PORT answers "ready" or "degraded"
"""

import json
import os
import sys
import urllib.error
import urllib.request

SERVING = ("ready", "degraded")


def read_status(port: int, environment: dict[str, str]) -> str:
    """Give what /readyz says; nothing when nobody answers."""
    # The name in the request must be one that the portal answers to.
    host = environment.get("ALLOWED_HOSTS", "").split(",")[0].strip(" .*") or "127.0.0.1"
    request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 (an address of our own)
            return str(json.load(answer)["status"])
    except urllib.error.HTTPError as error:
        error.close()
        return "unavailable"
    except (OSError, ValueError, KeyError):
        return ""


if __name__ == "__main__":
    status = read_status(int(os.environ.get("PORT", "8000")), dict(os.environ))
    sys.exit(0 if status in SERVING else f"the portal is {status or 'silent'}")
