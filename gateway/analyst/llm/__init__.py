"""A language model's second opinion on the grey zone. Its answers are data, its absence changes nothing.

question    which exchanges it is asked about, and what it is told of them
answer      what it may say, and how that is read
client      how it is asked: llama.cpp's `/completion`, or any OpenAI-compatible `/chat/completions`
pace        how often, how long, how many wait
consequence what follows from an answer
advisor     the analyst's duty: reads the record, asks, writes votes, alerts and orders
standing    what the console is told of all this
"""
