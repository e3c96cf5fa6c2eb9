"""How often guests will come again, whether they still do, and what they will spend, from when they came and what they
spent so far. Plain arrays in, plain arrays out: no Django.

- `histories.py`: of each guest how often, how lately and since when
- `fitting.py`: the most likely parameters of a model
- `bgnbd.py`: how often they will come, and whether they still do
- `gamma_gamma.py`: what a visit of theirs will bring
- `churn.py`: who is being lost, and how well that was foretold
- `evaluation.py`: how well visits and money were foretold
- `purchases.py`: reads a file of purchases
"""
