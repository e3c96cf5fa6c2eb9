"""The demo's hotel is at work: what each post finds on its first day."""

import pytest

from huitouke.capture.choices import FormState
from huitouke.capture.form_models import GuestForm
from huitouke.capture.models import Capture
from huitouke.demo.accounts import make_accounts
from huitouke.demo.doings import make_doings
from huitouke.guests.care import list_fallen_marks
from huitouke.guests.models import Company, ConsentState, Evaluation, Guest, GuestTypeMembership
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.stays.models import Preparation
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire
from huitouke.testing.stays import make_stay


@pytest.fixture
def worked(group, guest_of, alma, mei):
    for number in range(24):
        guest_of(group.main, name=f"王小{number}", birth_date="1980-05-01", mobile=f"1390000{number:04}")
    guest_of(group.main, name="王小宝", birth_date="2020-05-01")
    for number in range(10):
        wish = {"name": f"李大{number}", "preference": "荞麦枕"}
        make_stay(group.main, f"s{number}", TODAY, who=wish, profile=f"p{number}", status="in_house")
    make_doings(group.main, 7, desk=alma.user, relations=mei.user)


@pytest.mark.django_db
def test_colleagues_have_asked_judged_and_noted(worked, group, alma, bruno):
    child = Guest.objects.get(name="王小宝")
    for model in (Capture, Evaluation, GuestTypeMembership, ConsentState):
        assert model.objects.exists(), model
        assert not model.objects.filter(guest=child).exists(), model
    assert {form.state for form in GuestForm.objects.all()} == {FormState.WAITING}
    assert GuestForm.objects.count() == 4
    assert [field.code for field in list_fields("guest")] == ["newspaper"]
    assert Guest.objects.exclude(custom={}).exists()
    assert list_fallen_marks(bruno.actor, branch_id=group.main.id)
    assert Guest.objects.exclude(occupation="").exists()
    prepared = Preparation.objects.exclude(prepared_at=None)
    assert Preparation.objects.count() == 10 > prepared.count() >= 5
    assert set(prepared.values_list("prepared_name", flat=True)) == {alma.user.display_name}


@pytest.mark.django_db
def test_the_seller_follows_up_the_companies_of_the_first_branch(group, still_clock):
    seller = hire("suli", "sales", group.main)
    make_accounts([group.main, group.bay], 7, TODAY, most=4, seller="suli")
    mine = Company.objects.filter(follow_up=seller.user)
    assert {company.branch_id for company in mine} == {group.main.id}
