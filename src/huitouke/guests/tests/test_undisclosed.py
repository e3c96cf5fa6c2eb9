"""Every door beside the profile, to a guest who is not to be disclosed: none tells who it is by a way round."""

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.services.attachments import (
    AttachmentNotFound,
    attach_file,
    list_attachments,
    read_attachment,
    remove_attachment,
)
from huitouke.guests.choices import RegistrationKind
from huitouke.guests.company_history import list_company_history
from huitouke.guests.company_queries import (
    list_company_guests,
    list_contacts,
    list_guest_companies,
    propose_guests,
)
from huitouke.guests.consents import get_consents
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.services.company_contacts import change_contact
from huitouke.guests.services.company_guests import link_guest
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.registration import keep_registration_fact, read_registration
from huitouke.identity.histories import list_history
from huitouke.testing.factories import share
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire


@pytest.fixture
def star(group, guest_of, settings, tmp_path):
    settings.HOME = tmp_path
    return guest_of(
        group.main, name="周星驰", mobile="13911112222", company="星光影业有限公司", stay_confidential="是",
    )  # fmt: skip


def test_files_name_people_and_stay_with_who_may_know_them(star, alma, mei, signed_in, refuses_to_write):
    kept = attach_file(
        actor=mei.actor, owner_kind="guest", owner_id=star.id, name="周星驰护照.txt", content="护照".encode()
    )
    with refuses_to_write():
        assert list_attachments(alma.actor, "guest", star.id) == []
        for act in (read_attachment, remove_attachment):
            with pytest.raises(AttachmentNotFound):
                act(actor=alma.actor, attachment_id=kept.id)
        with pytest.raises(AttachmentNotFound):
            attach_file(actor=alma.actor, owner_kind="guest", owner_id=star.id, name="a.txt", content=b"a")
    assert list_attachments(mei.actor, "guest", star.id) == [kept]


def test_the_registration_compartment_names_the_guest(star, alma, mei, refuses_to_write):
    keep_registration_fact(
        actor=mei.actor, guest_id=star.id, kind=RegistrationKind.MINOR, content={"guardian": "周父"}
    )
    with refuses_to_write(), pytest.raises(GuestNotFound):
        read_registration(actor=alma.actor, guest_id=star.id)
    assert len(read_registration(actor=mei.actor, guest_id=star.id)) == 1


def test_consents_name_guardians_and_evidence(star, alma, mei, bearer, client, refuses_to_write):
    with pytest.raises(RightMissing):
        get_consents(alma.actor, star.id, TODAY)
    with refuses_to_write(), pytest.raises(RightMissing):
        record_consent(actor=alma.actor, guest_id=star.id, said=Said("marketing", "refused", "sms"))
    assert client.get(f"/api/v1/guests/{star.id}/consents", headers=bearer(alma)).status_code == 403
    assert get_consents(mei.actor, star.id, TODAY).lines


def test_a_company_tells_nobody_which_of_its_people_it_is(star, group, company_of, alma, mei, adam):
    company = company_of(group.main, name="星光影业有限公司", contact_name="周经理")
    assert [line.id for line in propose_guests(mei.actor, company)] == [star.id]
    assert propose_guests(alma.actor, company) == []
    link_guest(actor=adam.actor, company_id=company.id, guest_id=star.id)
    contact = company.companycontact_rows.get()
    change_contact(
        actor=adam.actor,
        company_id=company.id,
        contact_id=contact.id,
        raw={"name": ["周经理"]},
        keeps_guest=False,
        guest_id=star.id,
    )
    assert [each.guest.id for each in list_company_guests(mei.actor, company)] == [star.id]
    assert [each.guest.id for each in list_contacts(mei.actor, company)] == [star.id]
    assert list_company_guests(alma.actor, company) == []
    assert [each.guest for each in list_contacts(alma.actor, company)] == [None]
    assert [each.company.id for each in list_guest_companies(mei.actor, star.id)] == [company.id]
    assert list_guest_companies(alma.actor, star.id) == []
    told = "|".join(each.old + each.new for each in list_company_history(alma.actor, company.id))
    assert "周星驰" not in told
    assert "周星驰" in "|".join(each.old + each.new for each in list_company_history(mei.actor, company.id))


def test_a_right_of_one_entity_is_none_in_the_other(group, guest_of, refuses_to_write):
    """A front desk of HK who carries bags in CN too sees guests of CN, and neither their history nor their
    registration; of a guest who is shared both rights hold."""
    from huitouke.access.actors import SYSTEM
    from huitouke.access.queries import get_actor
    from huitouke.access.services import give_post

    both = hire("kit", "front_desk", group.bay)
    give_post(actor=SYSTEM, user=both.user, role="concierge", branch_code="MAIN")
    actor = get_actor(both.user)
    guest = guest_of(group.main, name="王小明", mobile="13812342217")
    with refuses_to_write():
        with pytest.raises(RightMissing):
            list_history(actor, guest.id)
        with pytest.raises(GuestNotFound):
            read_registration(actor=actor, guest_id=guest.id)
    share(guest)
    assert [each.field for each in list_history(actor, guest.id)] == ["is_shared"]
    assert read_registration(actor=actor, guest_id=guest.id) == []
