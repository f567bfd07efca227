from accounts.views.sign_in import show_lockout

__all__ = ["show_lockout"]
