"""zenca: the desktop console for the certificate authority of a management zone."""
