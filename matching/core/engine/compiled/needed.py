"""How near the words of a row must come for it to have a chance, whatever else it says.

A score of at least `t` millionths means that two million times the points earned reach (2t - 1) times the points
possible, summed over criteria with data: linear, so each criterion can be given the most *slack* it may have.
"""

from __future__ import annotations

import numpy as np

from matching.core.criteria.criterion import FULL
from matching.core.criteria.theme import SAME_AREA, SAME_GOAL, SAME_SECTOR
from matching.core.engine.coding import MISSING
from matching.core.engine.columns import FLAG_TEXT, NO_PERIOD
from matching.core.engine.compiled.rules import (
    DELIVERY,
    FINANCING,
    GEOGRAPHY,
    LANGUAGES,
    MODALITY,
    PERIOD,
    TEXT,
    THEME,
    inlined,
    points_of,
    text_points,
    tight,
)
from matching.core.score import PRECISE
from matching.core.similarity import GRAMS_PART, PARTS, WHOLE, WORDS_PART

TWICE = 2 * PRECISE
# No sum is enough: above each. Any is.
NEVER, ALWAYS = (1 << 31) - 1, 0
# Below any slack.
NONE = -(1 << 60)


@inlined
def divide_up(x, y):
    return -((-x) // y)


@inlined
def slack_of(points, most, bar):
    return np.int64(0) if points == MISSING else TWICE * points - bar * most


@tight
def best_slack(points, blocks, most, bar, open_only):
    """Over all classes of rows; NONE where each blocks, but must not."""
    best = np.int64(NONE)
    for place in range(points.size):
        if not (open_only and blocks[place]):
            best = max(best, slack_of(points[place], most, bar))
    return best


@tight
def best_slack_of_all(points, most, bar):
    best = np.int64(NONE)
    for place in range(points.size):
        best = max(best, slack_of(points[place], most, bar))
    return best


@inlined
def slack_of_classes(one, tables, bar, open_only):
    most = tables.most
    modality = best_slack(
        tables.modality[one.modality], tables.modality_blocks[one.modality], most[MODALITY], bar, open_only
    )
    languages = best_slack(
        tables.languages[one.languages],
        tables.languages_blocks[one.languages],
        most[LANGUAGES],
        bar,
        open_only,
    )
    if min(modality, languages) == NONE:
        return np.int64(NONE)
    delivery = best_slack_of_all(tables.delivery[one.delivery], most[DELIVERY], bar)
    financing = best_slack_of_all(tables.financing[one.financing], most[FINANCING], bar)
    return modality + languages + delivery + financing


@inlined
def best_theme(one, tables, shares):
    """The most that rows earn for their themes: with one of its own, or else for what they share instead."""
    fit = np.int64(0)
    if one.theme_count == 0:
        return np.int64(MISSING)
    if shares:
        fit = FULL
    elif one.areas:
        fit = SAME_AREA
    elif one.sectors:
        fit = SAME_SECTOR
    elif one.goals:
        fit = SAME_GOAL
    return points_of(fit, tables.most[THEME])


@tight
def needed_product(one, tables, rule, score, shares, open_only):
    """The least product of words with which a row that has a text can reach the score, or NEVER, or ALWAYS."""
    bar = 2 * score - 1
    most, theme = tables.most[TEXT], best_theme(one, tables, shares)
    rest = slack_of_classes(one, tables, bar, open_only)
    if rest == NONE:
        return np.int64(NEVER)
    # Rows without a theme are among those that may share one: they earn nothing, of nothing.
    rest += max(slack_of(theme, tables.most[THEME], bar), np.int64(0) if shares else np.int64(NONE))
    rest += max(TWICE * tables.most[GEOGRAPHY] - bar * tables.most[GEOGRAPHY], 0)
    if one.first_day != NO_PERIOD:
        rest += max(TWICE * tables.most[PERIOD] - bar * tables.most[PERIOD], 0)
    by_theme = slack_of(theme, tables.most[THEME], 2 * rule.subject - 1)
    if shares:
        by_theme = max(by_theme, 0)
    if one.flags & FLAG_TEXT == 0:
        carried = by_theme >= 0 or rule.subject == 0 or rule.near_text == 0
        return np.int64(ALWAYS if carried and rest >= 0 else NEVER)
    alone = divide_up((2 * rule.near_text - 1) * most, TWICE)
    with_theme = divide_up((2 * rule.subject - 1) * most - by_theme, TWICE)
    return product_of(max(divide_up(bar * most - rest, TWICE), min(alone, with_theme)), one, tables, most)


@inlined
def product_of(points, one, tables, most):
    """The least product with which a text earns so many points, whatever its letters and language."""
    if points > most:
        return np.int64(NEVER)
    if points <= text_points(np.int64(0), np.int64(FULL), most):
        return np.int64(ALWAYS)
    fit = divide_up(2 * FULL * points - FULL, 2 * most)
    root = divide_up(PARTS * fit - GRAMS_PART * FULL, WORDS_PART)
    factor = np.int64(1)
    for language in range(tables.factors.shape[1]):
        factor = max(factor, tables.factors[one.language, language])
    return divide_up(root * root * WHOLE, factor * FULL * FULL)
