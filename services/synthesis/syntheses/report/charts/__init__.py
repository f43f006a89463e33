"""Charts as inline SVG: pure functions from figures to markup, without scripts, fonts or colours of their own.

Colours come from the page's style sheet by class (``ink``, ``more``, ``less``, ``grid`` ...), so that the same
chart is right on paper, in light and in dark.
"""
