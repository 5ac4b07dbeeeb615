"""zenca: the desktop console for the certificate authority of a management zone."""

__version__ = "0.1.0"
