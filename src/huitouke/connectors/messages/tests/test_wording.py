"""The words that readers use are the words of the house, and every code has its sentence."""

import ast
import subprocess
import sys
from pathlib import Path

from huitouke.connectors.messages import told_words, wording
from huitouke.stays.choices import PersonRole, Purpose, ReservationStatus, WhoPays

HERE = Path(wording.__file__).parent


def test_readers_and_answers_need_no_django():
    code = "import sys, huitouke.connectors.messages.standards, huitouke.connectors.messages.answers;"
    code += "sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_words_of_readers_are_choices_of_stays():
    said = {value for name, value in vars(told_words).items() if name.isupper()}
    assert said <= {*ReservationStatus.values, *PersonRole.values, *WhoPays.values, *Purpose.values}
    assert set(ReservationStatus.values) <= said
    assert set(PersonRole.values) <= said


def test_every_code_that_a_reader_says_has_a_sentence_in_both_languages():
    texts = {
        node.value
        for path in HERE.rglob("*.py")
        if "tests" not in path.parts
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Unread"
        for node in call.args[:1]
        if isinstance(node, ast.Constant)
    }
    assert "not_xml" in texts
    assert texts <= set(wording.UNREAD)
    for code in [*wording.UNREAD, *wording.IGNORED]:
        chinese, english = (
            wording.sentence(code, {"at": "Reservation"}, language) for language in ("zh", "en")
        )
        assert any("一" <= sign <= "鿿" for sign in chinese), code
        assert english.isascii(), code
