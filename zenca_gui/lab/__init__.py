"""The zone in a box: servers that listen and devices that connect, in a process of its own."""
