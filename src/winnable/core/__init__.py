"""The judgement, pure: the words of the glossary as types, and the arithmetic that joins them."""
