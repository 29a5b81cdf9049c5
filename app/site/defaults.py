"""The rules a publisher starts with, each with its source. They become rows; a webmaster adds newer rows.

Nothing here is legal advice; docs/webmasters.md says which of these a lawyer should read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.site.clocks import CLOCKS

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class SettingDefault:
    value: dict[str, Any]
    source: str


SETTINGS: dict[str, SettingDefault] = {
    "identity": SettingDefault(
        {
            "name": "Harrow Lane Clinic Journal",
            "tagline": "Guest writing on health, from people who know",
            "zone": "Europe/London",
            "locale": "en-GB",
            "country": "GB-ENG",
            "contact": "webmaster@example.org",
        },
        "set-up",
    ),
    "approvals": SettingDefault(
        {"usual": 1, "first_time_contributor": 2, "ai_image": 2, "quotation": 2, "earlier_takedown": 2},
        "house rule: four eyes where the risk is (domain.md, Publishing)",
    ),
    "review_due": SettingDefault({"business_days": 5}, "house rule"),
    "claim": SettingDefault({"minutes": 20, "at_most": 15}, "Lumen caps a reviewer's batch at 15"),
    "undo": SettingDefault(
        {"undo_minutes": 10},
        "house rule: long enough to see a slip of one’s own, short enough for whoever waits; 0 turns it off",
    ),
    "permission_wait": SettingDefault(
        {"days": 30}, "Wikimedia VRT waits 30 days for the owner of a picture, then the file goes"
    ),
    "right_warning": SettingDefault(
        {"days": 30}, "house rule: a month is what it usually takes to have a licence renewed"
    ),
    "right_reminder": SettingDefault(
        {"days": 7}, "house rule: once more a week before, because letters are overlooked"
    ),
    "notice_expiry": SettingDefault({"days": 7}, "house rule: an unconfirmed notice hides nothing and goes"),
    "mail_intake": SettingDefault(
        {"per_sender": 3, "per_hour": 60, "days": 30},
        "house rule: how many mails of one sender may wait, how many are answered in an hour, how long what was set "
        "aside is kept; RFC 3834, section 2 asks for a limit",
    ),
    "limits": SettingDefault(
        {
            "network_hour": 30,
            "network_day": 120,
            "mailbox_hour": 5,
            "mailbox_day": 12,
            "domain_hour": 40,
            "domain_day": 150,
            "unproven_hour": 5,
            "unproven_day": 15,
            "task_cost": 5000,
            "task_seconds": 2,
        },
        "house rule: several times what a busy office, clinic or class needs in an hour",
    ),
    "mail_domains": SettingDefault(
        {
            "free": "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com "
            "me.com mac.com aol.com gmx.com gmx.net gmx.de web.de mail.com proton.me protonmail.com pm.me fastmail.com "
            "zoho.com yandex.com yandex.ru mail.ru qq.com 163.com 126.com naver.com t-online.de orange.fr wanadoo.fr "
            "free.fr laposte.net libero.it btinternet.com hotmail.co.uk yahoo.co.uk outlook.de yahoo.de yahoo.fr",
            "allowed": "",
        },
        "house rule: where many unrelated people have their mail, so that no limit by domain applies",
    ),
    "codes": SettingDefault(
        {"minutes": 15, "tries": 5, "per_hour": 6, "per_day": 20},
        "house rule, after OWASP ASVS 5.0, 6.5.4 and 6.6.3; five minutes more than its 6.5.5, because letters wait",
    ),
    "passwords": SettingDefault(
        {"least_length": 12, "least_score": 3},
        "OWASP ASVS 5.0, 6.2.1 and 6.2.12; NIST SP 800-63B-4, 3.1.1.2: length and guesses, no rules about characters",
    ),
    "sign_in": SettingDefault(
        {
            "pair_hour": 10,
            "pair_day": 30,
            "network_hour": 60,
            "network_day": 300,
            "account_hour": 60,
            "account_day": 200,
            "device_hour": 20,
            "device_day": 100,
        },
        "house rule, after OWASP, device cookies, and ASVS 5.0, 6.3.1: a browser the account knows is counted apart",
    ),
    "second_factor": SettingDefault(
        {"required_for": ""},
        "house rule: a new site keeps nobody out; OWASP ASVS 5.0, 6.3.3 asks for one, so name webmaster and editor",
    ),
    "stay_down": SettingDefault(
        {"days": 1096}, "house rule: three years, after which a claim is made anew; the law names no length"
    ),
    "backups": SettingDefault(
        {"database_days": 35, "files_days": 35},
        "set-up: how long you keep each kind of backup (docs/operators.md); the receipt of an erasure counts on it",
    ),
    "case_closing": SettingDefault({"days": 183}, "DSA art. 20(1): six months to object to a decision"),
    "redress": SettingDefault(
        {
            "internal": "If you think that it is wrong, write to {contact} and name case {case}. It costs nothing; "
            "somebody who did not decide it will read what you write.",
            "out_of_court": "You can also take it to a certified body for out-of-court settlement (Digital Services "
            "Act, article 21); where it is about personal data, to the Information Commissioner’s Office (ico.org.uk).",
            "court": "Your right to go to a court stays as it is.",
        },
        "DSA art. 17(3)(f): the ways to object, in the words of the publisher; DPA 2018 s. 164A and 165",
    ),
    "case_clocks": SettingDefault(
        {"0": {"hours": 4}, "1": {"business_days": 1}, "2": {"business_days": 3}, "3": {"business_days": 5}},
        "house rule, triage by severity; DSA art. 16(6) and 17 USC 512(c)(1)(C) ask for speed without a figure",
    ),
    **{name: SettingDefault(value, source) for name, (value, source) in CLOCKS.items()},
}


@dataclass(frozen=True)
class TextDefault:
    name: str
    title: str
    file: str
    public: bool = True


SITE_TEXTS: tuple[TextDefault, ...] = (
    TextDefault("disclaimer", "Legal and medical disclaimer", "disclaimer.md", public=False),
    TextDefault("trademarks", "Trademark notice", "trademarks.md", public=False),
    TextDefault("guidelines", "Guidelines for guest authors", "guidelines.md"),
    TextDefault("privacy", "Privacy", "policies/privacy.md"),
    TextDefault("terms", "Terms of use", "policies/terms.md"),
    TextDefault("corrections", "Corrections, retractions and takedowns", "policies/corrections.md"),
    TextDefault("complaints", "How to object", "policies/complaints.md"),
    TextDefault("accessibility", "Accessibility", "policies/accessibility.md"),
)
DESK_TEXTS: tuple[TextDefault, ...] = (
    TextDefault("checklist", "What is looked at before an approval", "desk/checklist.md", public=False),
    TextDefault("letter-sources", "Ask where a claim comes from", "desk/sources.md", public=False),
    TextDefault(
        "letter-image-rights", "Ask about the right to an image", "desk/image-rights.md", public=False
    ),
    TextDefault("letter-people", "Ask about somebody who can be recognised", "desk/people.md", public=False),
    TextDefault("letter-advice", "Ask to write it as information", "desk/advice.md", public=False),
    TextDefault("letter-longer", "It takes longer than we said", "desk/longer.md", public=False),
)
"""For the desk alone: its list, and what it says often."""
EVERY_TEXT = (*SITE_TEXTS, *DESK_TEXTS)
POLICIES = tuple(text.name for text in SITE_TEXTS if text.public)
