"""One of a few ordered words, all of them in sight and chosen at one press."""

from typing import Any

from markupsafe import Markup

from app.core.choice_fields import ChoiceField

_WORD = Markup(
    '<label><input type="radio" id="{id}" name="{name}" value="{value}"{on}>'
    "<span>{word}</span></label>"
)


def _row(field: Any, **_attributes: Any) -> Markup:
    """The words side by side; the first bears the field's own id, so that a link leads there."""
    drawn = (
        _WORD.format(
            id=f"{field.id}-{place}" if place else field.id,
            name=field.name,
            value=value,
            on=Markup(" checked") if is_chosen else "",
            word=word,
        )
        for place, (value, word, is_chosen, _) in enumerate(field.iter_choices())
    )
    return Markup('<div class="scale">{}</div>').format(Markup().join(drawn))


class ScaleField(ChoiceField):
    """A choice nobody has made yet shows none as chosen."""

    widget = staticmethod(_row)
