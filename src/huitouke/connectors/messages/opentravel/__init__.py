"""OpenTravel (OTA) messages about reservations, and the dialects of AlpineBits, SiteMinder and Travelgate.

A dialect is not asked for: an element that means something is found wherever a dialect puts it, inside whatever
wrapping it comes.
"""
