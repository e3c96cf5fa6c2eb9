"""What a file need not tell: guest types, evaluations, consents, fields of the hotel's own. A share of the guests,
chosen by their ids. A third of them answered what matching asks about: what few say costs little to look up, and
hides what it costs where many do."""

from datetime import date
from typing import Final

import psycopg

OWN_FIELDS: Final[dict[str, tuple[str, str, str, tuple[str, ...]]]] = {
    "bench_seat": ("text", "常坐位置", "Usual seat", ()),
    "bench_visits": ("number", "光顾餐厅次数", "Visits to the restaurant", ()),
    "bench_wedding": ("date", "结婚纪念日", "Wedding day", ()),
    "bench_pillow": ("choice", "枕头", "Pillow", ("软枕 | Soft", "荞麦枕 | Buckwheat", "乳胶枕 | Latex")),
    "bench_regular": ("yes_no", "老客户", "Regular", ()),
}
"""By code: kind, Chinese, English, choices."""

_CUSTOM: Final = """
UPDATE guests_guest SET custom = CASE abs(hashtext(id::text)) %% 5
    WHEN 0 THEN jsonb_build_object('bench_seat', 'B' || abs(hashtext('s' || id::text)) %% 900 || '靠窗')
    WHEN 1 THEN jsonb_build_object('bench_visits', abs(hashtext('v' || id::text)) %% 200)
    WHEN 2 THEN jsonb_build_object('bench_wedding',
        (%(today)s::date - abs(hashtext('w' || id::text)) %% 15000)::text)
    WHEN 3 THEN jsonb_build_object('bench_pillow',
        (SELECT choices #> ARRAY[(abs(hashtext('p' || guests_guest.id::text)) %% 3)::text, 'code']
         FROM kernel_customfielddefinition WHERE code = 'bench_pillow'))
    ELSE jsonb_build_object('bench_regular', hashtext('r' || id::text) %% 2 = 0) END
WHERE abs(hashtext('own' || id::text)) %% 25 = 0
"""
_TYPES: Final = """
INSERT INTO guests_guesttypemembership (id, record_id, guest_id, type_id, since, given_at)
SELECT uuidv7(), g.origin_record_id, g.id, t.id, %(today)s::date - abs(hashtext(g.id::text)) %% 900, now()
FROM guests_guest g
JOIN (SELECT id, row_number() OVER (ORDER BY sort, code) AS place, count(*) OVER () AS number
      FROM guests_guesttype) t ON t.place = 1 + abs(hashtext('type' || g.id::text)) %% t.number
WHERE abs(hashtext(g.id::text)) %% 10 < 3
"""
_MARKS: Final = """
INSERT INTO guests_evaluation (id, record_id, guest_id, scale, value, author_name, given_at)
SELECT uuidv7(), g.origin_record_id, g.id, s.scale, 1 + abs(hashtext(s.scale || g.id::text)) %% 5, '', now()
FROM guests_guest g, (VALUES ('importance', 0), ('friendliness', 1), ('satisfaction', 2)) AS s (scale, place)
WHERE abs(hashtext('mark' || g.id::text)) %% 40 IN (s.place, 3)
"""
_CONSENTS: Final = """
WITH said AS (
    SELECT g.id AS guest_id, p.id AS purpose_id, c.channel,
           CASE WHEN abs(hashtext(c.channel || g.id::text)) %% 4 = 0 THEN 'withdrawn' ELSE 'given' END AS act
    FROM guests_guest g, guests_purpose p,
         jsonb_array_elements_text(CASE WHEN p.channels = '[]' THEN '[""]'::jsonb ELSE p.channels END) AS c (channel)
    WHERE p.ground IN ('consent', 'separate_consent')
      AND abs(hashtext(p.code || c.channel || g.id::text))
          %% CASE WHEN p.code IN ('match_document', 'share_entities') THEN 3 ELSE 33 END = 0
), entries AS (
    INSERT INTO guests_consententry
        (subject_id, number, made_at, is_closing, content_digest, previous_hash, entry_hash)
    SELECT guest_id, row_number() OVER (PARTITION BY guest_id ORDER BY purpose_id, channel), now(), false,
           sha256((guest_id::text || channel)::bytea), sha256(''), sha256((channel || guest_id::text)::bytea)
    FROM said RETURNING id, subject_id, number
)
INSERT INTO guests_consentstate
    (id, guest_id, purpose_id, channel, act, source, since, actor_name, entry_id)
SELECT uuidv7(), said.guest_id, said.purpose_id, said.channel, said.act, 'desk',
       now() - make_interval(days => abs(hashtext(said.guest_id::text)) %% 700), '', entries.id
FROM (SELECT *, row_number() OVER (PARTITION BY guest_id ORDER BY purpose_id, channel) AS number FROM said) AS said
JOIN entries ON entries.subject_id = said.guest_id AND entries.number = said.number
"""


def add_facts(connection: psycopg.Connection, today: date) -> None:
    """Writes the facts of all guests there are; the same guests get the same facts. The links of the chain of
    consents are there to be filtered by, not to be verified."""
    for statement in (_CUSTOM, _TYPES, _MARKS, _CONSENTS):
        connection.execute(statement.encode(), {"today": today})
