"""How near a text must come for a row that shares no theme, and which words decide that.

A score of at least `t` millionths means that two million times the points earned reach (2t - 1) times the points
possible, summed over criteria with data: linear, so each criterion can be given the most *slack* it may have.
"""

from __future__ import annotations

import numpy as np

from matching.core.criteria.criterion import FULL
from matching.core.engine.columns import BLOCKED, FLAG_TEXT, NO_FEATURE, NO_PERIOD, POINTS_BITS, POINTS_MASK
from matching.core.engine.compiled.rules import PERIOD, TEXT, compiled, inlined, text_points
from matching.core.score import PRECISE
from matching.core.similarity import GRAMS_PART, PARTS, WHOLE, WORDS_PART

TWICE = 2 * PRECISE
# No text is near enough; any text is, or none is asked for.
NEVER, ALWAYS = -1, 0
# One step of rough sums: with less every member would be chosen.
SMALLEST = 32
# Past any slack.
NONE = -(1 << 60)
# How far the words left out may come by themselves, of the product needed: more of it adds up less and judges more.
LEFT_OUT = 0.65
# Roots of doubles are wrong by less.
SLIP = 2


@inlined
def divide_up(x, y):
    return -((-x) // y)


@inlined
def slack_of(points, most, bar):
    return TWICE * points - bar * most


@inlined
def slack_of_packed(packed, shift, bar):
    points = np.int64(packed & POINTS_MASK) << shift
    return slack_of(points, np.int64(packed >> POINTS_BITS & POINTS_MASK) << shift, bar)


@compiled
def best_slack(packed, shift, bar, open_only):
    """NONE where everything blocks, but must not."""
    best = np.int64(NONE)
    for place in range(packed.size):
        if not open_only or packed[place] < BLOCKED:
            best = max(best, slack_of_packed(packed[place], shift, bar))
    return best


@compiled
def needed_product(one, tables, instead, rule, score, untold, open_only):
    """The least product of words with which a row can reach the score, or NEVER, or ALWAYS.

    `instead` is the packed worth of sharing no theme.
    """
    bar = 2 * score - 1
    most = tables.most[TEXT]
    means = best_slack(tables.means[one.means], tables.shift, bar, open_only)
    terms = best_slack(tables.terms[one.terms], tables.shift, bar, open_only)
    if min(means, terms) == NONE:
        return np.int64(NEVER)
    rest = means + terms + slack_of_packed(instead, tables.shift, bar)
    rest += best_slack(tables.geography, tables.shift, bar, False)
    if one.first_day != NO_PERIOD:
        rest += max(slack_of(tables.most[PERIOD], tables.most[PERIOD], bar), 0)
    by_theme = slack_of_packed(instead, tables.shift, 2 * rule.subject - 1)
    told = one.flags & FLAG_TEXT != 0
    if (untold or not told) and rest >= 0 and (by_theme >= 0 or rule.subject == 0 or rule.near_text == 0):
        return np.int64(ALWAYS)
    if not told:
        return np.int64(NEVER)
    alone = divide_up((2 * rule.near_text - 1) * most, TWICE)
    with_theme = divide_up((2 * rule.subject - 1) * most - by_theme, TWICE)
    points = max(divide_up(bar * most - rest, TWICE), min(alone, with_theme))
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


@inlined
def easier(one, other):
    """Of two products needed, what serves both."""
    if min(one, other) == NEVER:
        return max(one, other)
    return min(one, other)


@compiled
def essential_words(features, weights, begin, end, lists, longest, needed, essential):
    """Fill in which words to add up: how many, the length of those left out, and the least sum that can be enough.

    Left out are common words, those with the longest lists for their weight. The sum is NEVER if none can be enough.
    """
    count = end - begin
    costs = np.empty(count, dtype=np.float64)
    mass = 0.0
    for a in range(count):
        f = features[begin + a]
        weight = np.float64(weights[begin + a])
        known = f != NO_FEATURE and f < lists.directory_of.size
        length = lists.starts[f + 1] - lists.starts[f] if known else 0
        costs[a] = -length / max(weight * weight, 1.0)
        # A word of which the segment knows nothing is in none of its texts.
        mass += weight * weight if length else 0.0
    most_left_out = (LEFT_OUT * needed) ** 2 / max(longest, 1)
    left_out = 0.0
    n = 0
    for a in np.argsort(costs):
        if costs[a] == 0.0:
            break
        square = np.float64(weights[begin + a]) ** 2
        if lists.common[features[begin + a]] and left_out + square <= most_left_out:
            left_out += square
            continue
        essential[n] = begin + a
        n += 1
    kept = mass - left_out
    if n == 0:
        return n, 0.0, np.int64(NEVER)
    # Least x with x + sqrt(left_out * (longest - x * x / kept)) >= needed.
    ratio = 1.0 + left_out / kept
    under = np.float64(needed) ** 2 - ratio * (np.float64(needed) ** 2 - left_out * longest)
    if under < -1.0:
        return n, 0.0, np.int64(NEVER)
    least = np.int64((needed - np.sqrt(max(under, 0.0))) / ratio) - SLIP
    return n, np.sqrt(left_out), max(least, np.int64(SMALLEST))
