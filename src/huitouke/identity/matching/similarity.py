"""How alike two spellings are: the two measures of DuckDB, in Python, equal to the last digit that counts. Like it
they count the bytes of UTF-8, of which a hanzi has three."""


def jaro_winkler(one: str, other: str) -> float:
    """Jaro's similarity from 0 to 1, raised for a common beginning of up to 4 bytes (Winkler 1990, p = 0.1)."""
    if one == other:
        return 1.0 if one else 0.0
    if not one or not other:
        return 0.0
    left, right = one.encode(), other.encode()
    reach = max(max(len(left), len(right)) // 2 - 1, 0)
    taken = [False] * len(right)
    common: list[int] = []
    for index, sign in enumerate(left):
        for place in range(max(0, index - reach), min(len(right), index + reach + 1)):
            if not taken[place] and right[place] == sign:
                taken[place] = True
                common.append(sign)
                break
    if not common:
        return 0.0
    partner = [sign for sign, hit in zip(right, taken, strict=True) if hit]
    moved = sum(a != b for a, b in zip(common, partner, strict=True)) // 2
    hits = len(common)
    jaro = (hits / len(left) + hits / len(right) + (hits - moved) / hits) / 3
    if jaro <= 0.7:
        return jaro
    prefix = 0
    for a, b in zip(left[:4], right[:4], strict=False):
        if a != b:
            break
        prefix += 1
    return jaro + 0.1 * prefix * (1 - jaro)


def edits(one: str, other: str) -> int:
    """Damerau's distance: the fewest insertions, deletions, changes and swaps of neighbours, also of swapped bytes
    with others between them (Lowrance and Wagner 1975)."""
    if one == other:
        return 0
    left, right = one.encode(), other.encode()
    if not left or not right:
        return len(left) or len(right)
    far = len(left) + len(right)
    last: dict[int, int] = {}
    table = [[far] * (len(right) + 2) for _ in range(len(left) + 2)]
    for i in range(len(left) + 1):
        table[i + 1][1] = i
    for j in range(len(right) + 1):
        table[1][j + 1] = j
    for i, a in enumerate(left, 1):
        match = 0
        for j, b in enumerate(right, 1):
            i1, j1 = last.get(b, 0), match
            cost = 1
            if a == b:
                cost, match = 0, j
            table[i + 1][j + 1] = min(
                table[i][j] + cost,
                table[i + 1][j] + 1,
                table[i][j + 1] + 1,
                table[i1][j1] + (i - i1 - 1) + 1 + (j - j1 - 1),
            )
        last[a] = i
    return table[len(left) + 1][len(right) + 1]
