"""Verifies journals by core/FORMAT.md alone: `python3 verify_journal.py [FILE …]` reads what `export --format ndjson` wrote.

It shares no code with the program. It prints each one's head, or the first entry that is wrong; then it exits with 1.
"""
import hashlib
import json
import re
import sys
from collections import defaultdict

NEWEST = 8
LARGEST = 2**53 - 1

class Wrong(Exception):
    def of(word):
        raise Wrong(f"{word} is not a whole number")
def must(truth, what):
    if not truth:
        raise Wrong(what)

# Fields and what they may hold: a function, a constant, [one] for a list, (one, other) for either, {…} for an object; `name?` may be absent.
text = lambda value: isinstance(value, str)
flag = lambda value: isinstance(value, bool)
whole = lambda value: type(value) is int and -LARGEST <= value <= LARGEST
positive = lambda value: whole(value) and value > 0
natural = lambda value: whole(value) and value >= 0

def fits(value, form):
    if callable(form):
        return form(value)
    if isinstance(form, tuple):
        return any(fits(value, one) for one in form)
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(one, form[0]) for one in value)
    if isinstance(form, dict):
        names = {name.rstrip("?") for name in form}
        return isinstance(value, dict) and value.keys() <= names and all(
            fits(value[name.rstrip("?")], one) if name.rstrip("?") in value else name.endswith("?") for name, one in form.items())
    return type(value) is type(form) and value == form

LOT = {"id": text, "boughtAt": whole, "expiresAt": whole, "amount": positive, "demand": natural}
INVOICE = {"number": positive, "at": whole, "amount": positive, "reference": text, "agreement": (text, None), "purchaseOrder": (text, None), "lotId": text}
END, COST = {"seq": positive, "hash": text}, {"start": whole, "cost": natural}
CHARGE = COST | {"was": (COST, None)}
RETURNED = {"lotId": text, "ofInvoice": positive, "amount": positive}
EPISODE = {"alert": ("low-balance", "balance-zero", "import-stalled"), "threshold": natural}
METHOD = ({"kind": "card", "reference": text}, {"kind": "agreement", "number": text, "purchaseOrder": (text, None)}, {"kind": "admin-centre"})
RULE = {"isOn": flag, "rechargeWith": positive, "trigger": whole, "includesTrigger?": True, "monthlyCap": (whole, None), "upTo?": positive}
PROPOSALS = tuple({"id": text} | one for one in (
    {"kind": "order", "amount": positive, "method": METHOD, "isBesideOpen": flag},
    {"kind": ("refund", "charge-back"), "invoice": positive, "amount": positive},
    {"kind": "reconcile", "statedAt": whole, "stated": whole},
    {"kind": "reverse", "what": ({"kind": ("row", "reconciliation", "return"), "id": text}, {"kind": "purchase", "invoice": positive})},
    {"kind": "set-rule", "rule": RULE}, {"kind": "set-payment-method", "method": METHOD},
    {"kind": "set-backup-method", "method": (METHOD, None)}, {"kind": "set-approval-limit", "limit": (natural, None)},
    {"kind": "remove-licenses", "people": positive}))
FACTS = {
    "wallet-opened": {"tenant": text, "currency": text, "timeZone": text, "mode": ("mirror", "operate", "sandbox"), "opensAt": (whole, None),
                      "isFeeInCharge": flag, "minimum": positive, "continues?": [{"origin": text, "head": END} | END]},
    "opening-moved": {"opensAt": whole}, "credits-bought": {"lot": LOT, "invoice": INVOICE},
    "payment-requested": {"key": text, "purpose": ("order", "recharge"), "amount": positive, "method": METHOD, "requestedAt": whole,
                          "gatewayKey?": text, "instead?": text},
    "payment-settled": {"key": text, "lot": LOT, "invoice": INVOICE, "asBought?": True}, "payment-linked": {"key": text, "lotId": text},
    "payment-declined": {"key": text, "reason": text, "retry?": "never"},
    "payment-cancelled": {"key": text, "reason": ("not-bought", "not-confirmed")},
    "payment-left-unknown": {"key": text, "reopens?": True}, "call-drawn": CHARGE,
    "call-reversed": CHARGE | {"row": text, "version": text},
    "questions-answered": {"verdict": ("bill", "ignore"), "rows": [text]},
    "credits-refunded": RETURNED | {"asked": positive}, "credits-charged-back": RETURNED | {"spent": natural, "payment?": text},
    "charge-back-reversed": RETURNED | {"payment": text}, "return-reversed": RETURNED | {"returned": text}, "purchase-reversed": RETURNED,
    "balance-reconciled": {"at": whole, "stated": whole, "difference": whole, "reason": ("usage-not-seen", "credits-not-known", "agrees"),
                           "demand": natural, "lot": {"id": text, "expiresAt": whole, "demand": natural}},
    "reconciliation-reversed": {"reconciliation": text}, "lots-expired": {"at": whole}, "rule-set": RULE,
    "thresholds-set": {"thresholds": [positive]}, "payment-method-set": {"method": METHOD},
    "backup-method-set": {"method": (METHOD, None)},
    "recharge-evaluated": {"reason": text, "until?": whole, "cap?": whole}, "alert-raised": EPISODE,
    "alert-ended": EPISODE, "mode-adopted": {"mode": ("mirror", "operate")}, "rows-erased": {"before": whole},
    "clock-moved": {"offsetMs": whole}, "approval-limit-set": {"limit": (natural, None)},
    "approval-asked": {"proposal": PROPOSALS, "sum": (natural, None), "until": whole},
} | {f"approval-{end}": {"asked": text} for end in ("granted", "declined", "withdrawn", "expired")}
ENTRY = {"version": positive, "seq": positive, "id": text, "kind": tuple(FACTS), "recordedAt": whole, "at?": whole, "digest": text,
         "facts": lambda _: True, "postings": [{"account": text, "at": whole, "amount": whole}], "previous": text, "hash": text}

def version_of(kind, facts, at):
    """The oldest version that can say it, but for `at`."""
    proposal = facts.get("proposal", {})
    if kind == "return-reversed" or proposal.get("what", {}).get("kind") == "return":
        return 8
    if kind == "charge-back-reversed" or "reopens" in facts:
        return 7
    if (kind in ("payment-linked", "payment-cancelled", "backup-method-set") or {"instead", "asBought", "retry", "upTo"} & facts.keys()
            or facts.get("reason") == "awaits-crossing" or proposal.get("kind") == "set-backup-method" or "upTo" in proposal.get("rule", {})):
        return 6
    if kind.startswith("approval-") or kind == "thresholds-set" or "includesTrigger" in facts or (kind, "payment" in facts) == ("credits-charged-back", True):
        return 5
    if "continues" in facts or (kind == "opening-moved" and facts["opensAt"] < at):
        return 4
    if kind in ("mode-adopted", "rows-erased") or "gatewayKey" in facts or (kind == "wallet-opened" and facts["mode"] != "mirror"):
        return 3
    return 2 if kind == "opening-moved" else 1

def canonical(value):
    """JSON without spaces, fields in their order, as RFC 8785 escapes texts; half a pair of UTF-16 is escaped."""
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False, separators=(",", ":")))
def sha256(value):
    return hashlib.sha256(canonical(value).encode()).hexdigest()
def hash_of(entry, previous):
    """What is hashed is everything but the hash, in the order of the line."""
    return sha256({name: value for name, value in entry.items() if name != "hash"} | {"previous": previous})

class Journal:
    def __init__(self):
        self.seq, self.head, self.recorded, self.ids = 0, "", float("-inf"), set()
        self.origin, self.tenant, self.links, self.payments = "", "", [], set()
        self.usage, self.sums, self.moved = defaultdict(int), defaultdict(int), defaultdict(int)
        self.calls, self.lots, self.reduced, self.shown, self.returns, self.invoices, self.opened = {}, [], [], {}, {}, 0, 0

    def add(self, line):
        entry = json.loads(line, parse_float=Wrong.of, parse_constant=Wrong.of)
        must(isinstance(entry, dict) and whole(entry.get("version")) and entry["version"] <= NEWEST, "an entry of a known version")
        must(fits(entry, ENTRY) and fits(entry["facts"], FACTS[entry["kind"]]), "the form of its kind")
        self.check_chain(entry)
        self.check_facts(entry, self.transfers_of(entry["postings"]))
        self.seq, self.head, self.recorded = entry["seq"], entry["hash"], entry["recordedAt"]
    def check_chain(self, entry):
        kind, facts, at = entry["kind"], entry["facts"], entry.get("at", entry["recordedAt"])
        must(entry["seq"] == self.seq + 1, "a gap in seq")
        must(entry["previous"] == self.head, "the chain")
        must(hash_of(entry, entry["previous"]) == entry["hash"], "the hash")
        must(entry["recordedAt"] >= self.recorded and entry.get("at", float("-inf")) < entry["recordedAt"], "recorded in order")
        must(entry["id"] not in self.ids, "an id twice")
        self.ids.add(entry["id"])
        least = max(version_of(kind, facts, at), 3 if "at" in entry else 1)
        must(entry["version"] == least or (kind == "wallet-opened" and entry["version"] == 1 and facts["mode"] == "operate"), "the version")
        must((kind == "wallet-opened") == (self.seq == 0), "opened once")
        if self.seq == 0:
            self.origin, self.tenant = entry["hash"], facts["tenant"]
            self.links = [{**link, "previous": link["origin"]} for link in facts.get("continues", [])]
        for link in self.links:
            if 0 < self.seq < link["seq"]:
                link["previous"] = hash_of(entry, link["previous"])
            must(link["head"]["seq"] >= link["seq"] and (entry["seq"] != link["seq"] or link["previous"] == link["hash"]), "the book that it leads on")

    def transfers_of(self, legs):
        must(len(legs) % 2 == 0, "postings in pairs")
        transfers = []
        for one, other in zip(legs[::2], legs[1::2]):
            must(one["amount"] == -other["amount"] != 0 and one["at"] == other["at"], "postings that sum to zero")
            transfers.append((one["account"], other["account"], other["at"], other["amount"]))
            self.moved[one["account"], other["account"]] += other["amount"]
        for leg in legs:
            self.sums[leg["account"]] += leg["amount"]
            if leg["account"] == "usage":
                self.usage[leg["at"]] += leg["amount"]
                must(self.usage[leg["at"]] >= 0, "usage below zero")
        return transfers
    def check_facts(self, entry, transfers):
        kind, facts, seq, at = entry["kind"], entry["facts"], entry["seq"], entry.get("at", entry["recordedAt"])
        if kind in ("call-drawn", "call-reversed"):
            row = facts["row"] if kind == "call-reversed" else entry["id"].rpartition("#")[0]
            was = facts["was"] or {"start": 0, "cost": 0}
            before = self.calls.get(row, (was["start"], 0))
            must(row and before == (was["start"], was["cost"]), "what the call cost before")
            due = defaultdict(int)
            due[facts["start"]] += facts["cost"]
            due[was["start"]] -= was["cost"]
            for source, target, on, amount in transfers:
                due[on] -= amount * ((target == "usage") - (source == "usage"))
            must(not any(due.values()), "usage is what the call costs")
            self.calls[row] = (facts["start"], facts["cost"])
        if kind in ("credits-bought", "payment-settled"):
            lot, invoice = facts["lot"], facts["invoice"]
            must(invoice["number"] == self.invoices + 1 and (invoice["lotId"], invoice["amount"]) == (lot["id"], lot["amount"]), "its invoice")
            must(transfers[:1] == [("funds", "lot:" + lot["id"], lot["boughtAt"], lot["amount"])], "what was paid in")
            self.invoices += 1
            self.open_lot(lot | {"seq": seq})
        if kind in ("credits-refunded", "credits-charged-back", "purchase-reversed"):
            to, since = ("funds", float("-inf")) if kind == "purchase-reversed" else ("refunds", at)
            must(transfers[:1] and transfers[0][:2] == ("lot:" + facts["lotId"], to) and transfers[0][3] == facts["amount"], "what was given back")
            self.reduced.append((facts["lotId"], since, facts["amount"]))
            self.returns[entry["id"]] = (facts["lotId"], since, facts["amount"])
        if kind == "charge-back-reversed":
            must(transfers[:1] == [("refunds", "lot:" + facts["lotId"], at, facts["amount"])], "what was won back")
            self.reduced.append((facts["lotId"], at, -facts["amount"]))
        if kind == "return-reversed":
            of, since, amount = self.returns.pop(facts["returned"], (None, 0, 0))
            must((of, amount) == (facts["lotId"], facts["amount"]) and since > float("-inf"), "what was given back and stands")
            must(transfers[:1] == [("refunds", "lot:" + of, max(at, since), amount)], "what counts again")
            self.reduced.append((of, max(at, since), -amount))
        if kind == "balance-reconciled":
            self.open_lot(facts["lot"] | {"seq": seq, "boughtAt": facts["at"], "amount": 0})
            self.shown[entry["id"]] = facts | {"lot": self.lots.pop()}
        if kind == "reconciliation-reversed":
            must(self.shown.pop(facts["reconciliation"], None), "a reconciliation that was there")
        if kind == "lots-expired":
            over = [lot for lot in [*self.lots, *(one["lot"] for one in self.shown.values())] if lot["expiresAt"] <= at]
            must(all(self.sums["lot:" + lot["id"]] == 0 for lot in over), "nothing is left of what is over")
        if kind == "payment-requested":
            origin = next((link["origin"] for link in self.links if seq <= link["seq"]), self.origin)
            must(facts.get("gatewayKey") in (None, sha256([self.tenant, origin, facts["key"]])), "the gateway's key")
            self.payments.add(facts["key"])
        elif kind.startswith("payment-") and kind != "payment-method-set":
            must(facts["key"] in self.payments, "a payment that was asked for")

    def open_lot(self, lot):
        self.opened += 1
        must(lot["id"] == str(self.opened), "lots numbered")
        self.lots.append(lot)

    def end(self):
        """What only the whole journal shows: what each lot paid and what is owed, worked out call by call from the facts."""
        must(all(link["seq"] <= self.seq for link in self.links), "all of the book that it leads on")
        demand, lots, unseen = sorted(self.calls.values()), list(self.lots), 0
        for shown in sorted(self.shown.values(), key=lambda one: one["at"]):
            at = shown["at"]
            rests, _, owed = self.allocated([lot for lot in lots if lot["boughtAt"] <= at], [call for call in demand if call[0] <= at], at)
            difference = sum(rests.values()) - owed - shown["stated"]
            if difference > 0:
                demand = sorted([*demand, (at, difference)], key=lambda call: call[0])
            lots.append(shown["lot"] | {"amount": max(0, -difference)})
            unseen += max(0, difference)
        _, paid, owed = self.allocated(lots, demand, float("inf"))
        for lot in lots:
            account = "lot:" + lot["id"]
            must(self.moved[account, "owed"] == paid[lot["id"]] and self.sums[account] >= 0, f"what {account} paid")
            must(lot in self.lots or self.moved["adjustments", account] == lot["amount"], f"what was found as {account}")
        must(owed == -self.sums["owed"] and unseen == self.moved["owed", "adjustments"], "what is owed")

    def allocated(self, lots, demand, at):
        """Earlier calls first; each takes of the lots that expire after it began, the first to expire first."""
        queue = sorted(lots, key=lambda lot: (lot["expiresAt"], lot["boughtAt"], lot["seq"]))
        left = {lot["id"]: lot["amount"] - sum(amount for of, since, amount in self.reduced if of == lot["id"] and since <= at) for lot in queue}
        paid, owed = dict.fromkeys(left, 0), 0
        for start, cost in demand:
            queue = [lot for lot in queue if lot["expiresAt"] > start and left[lot["id"]] > 0]
            for lot in queue:
                taken = min(cost, left[lot["id"]])
                left[lot["id"]] -= taken
                paid[lot["id"]] += taken
                cost -= taken
            owed += cost
        rests = {lot["id"]: left[lot["id"]] if lot["expiresAt"] > at else 0 for lot in lots}
        return rests, paid, owed

def verify(lines):
    journal = Journal()
    try:
        for line in lines:
            journal.add(line)
        journal.end()
        return True, f"{journal.seq} entries, head {journal.head}"
    except (Wrong, ValueError) as wrong:
        return False, f"entry {journal.seq + 1}: {wrong}"

if __name__ == "__main__":
    answers = [verify(open(name, encoding="utf-8")) for name in sys.argv[1:] or [0]]
    print("\n".join(words for _, words in answers))
    sys.exit(not all(is_good for is_good, _ in answers))
