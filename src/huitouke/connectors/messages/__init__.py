"""Messages of the systems that hotels run: what each kind says, in the words of `stays.told`.

Owns: finding out which message of which standard something is; reading it safely; turning each reservation and each
person of it into plain values; the answer that the sender's standard asks for. It stores nothing and knows no rule of
the house. The readers import no Django, so that any worker may use them.
"""
