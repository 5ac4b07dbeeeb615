"""What the window shows of a zone: Overview, Certificates, Devices, Journal."""
