// antennas
