"""The registration card in a browser, on a desk, on a phone and on paper."""

from huitouke.guests.models import Guest


def test_the_registration_card_is_one_sheet_of_a5(enter, house, looks_right, language, size):
    page = enter("alma", language, size)
    wang = Guest.objects.get(name="王建国")
    page.goto(f"{house.url}/guests/{wang.id}/")
    page.locator(f"a[href='/capture/{wang.id}/card/']").click()
    page.wait_for_url("**/card/")
    looks_right(f"card-{language[:2]}-{size}")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 419" in paper or b"/MediaBox [0 0 420" in paper
    page.emulate_media(media="print")
    page.screenshot(path=f"build/screenshots/card-print-{language[:2]}-{size}.png", full_page=True)
