"""The kinds of signal, a small file each: form, primitives, value, sentence."""
