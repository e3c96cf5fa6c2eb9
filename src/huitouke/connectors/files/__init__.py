"""Files of guests, in and out: CSV, Excel, Parquet and vCard.

Owns: finding out what a file is, its encoding and its delimiter; the heading row; which column means what;
turning each row or card into a raw guest (target -> texts as typed). It stores nothing, knows no rule of the
hotel, and imports no Django, so that import workers may use it."""
