"""The same services without a window: words in, words or JSON out."""
