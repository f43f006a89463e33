"""What a territory said, decided, did and changed, put together from people's words and the records of the process.

The yearly report, the chapters that others ask for (by goal, by right), the summary for a city's own site and the
table from budget lines to indicators. All of it is composed by pure functions from records as the feed told them;
nothing here ranks or scores a city.
"""
