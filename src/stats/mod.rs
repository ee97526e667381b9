//! Statistics: numbers in, a struct out; one file a method, each with its source. Imports nothing of ours.
