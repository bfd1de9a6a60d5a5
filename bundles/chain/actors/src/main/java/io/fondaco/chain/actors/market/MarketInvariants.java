package io.fondaco.chain.actors.market;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.ActorEntry;
import io.fondaco.chain.actors.Invariants;
import io.fondaco.chain.actors.Policy.Settlement;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.consensus.DealTicks;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What is locked up is what deals may claim, nobody has more locked than he has, and cron forgets no deal. */
public final class MarketInvariants implements Invariants {
    @Override
    public void check(Report report) {
        MarketState state = report.tree()
                .state(Singletons.STORAGE_MARKET, MarketState.class)
                .orElse(null);
        report.rule(state != null, Singletons.STORAGE_MARKET, () -> "there is no market actor");
        if (state != null) {
            new Look(report, state).look();
        }
    }

    /** One look at one state. */
    private static final class Look {
        private final Report report;
        private final MarketState state;
        private final Map<Long, DealProposal> proposals = new HashMap<>();
        private final Map<Long, DealState> states = new HashMap<>();
        private final Map<Address, TokenAmount> claims = new HashMap<>();
        private final Map<Long, Epoch> ops = new HashMap<>();

        Look(Report report, MarketState state) {
            this.report = report;
            this.state = state;
        }

        private void rule(boolean kept, Supplier<String> broken) {
            report.rule(kept, Singletons.STORAGE_MARKET, broken);
        }

        void look() {
            state.proposals().forEach(proposals::put);
            state.states().forEach(states::put);
            rule(
                    state.lastCron().compareTo(report.epoch()) <= 0,
                    () -> "cron was called at " + state.lastCron() + ", after " + report.epoch());
            ops();
            proposals.forEach(this::proposal);
            states.forEach(this::state);
            pending();
            totals();
            money();
        }

        private void ops() {
            state.ops().forEach((epoch, deals) -> {
                rule(!deals.isEmpty(), () -> "nothing is to do at " + epoch + ", which has an entry");
                rule(
                        epoch.isAfter(state.lastCron()),
                        () -> "something is to do at " + epoch + ", cron was called at " + state.lastCron());
                for (long deal : deals) {
                    Epoch other = ops.put(deal, epoch);
                    rule(other == null, () -> "deal " + deal + " is to be looked at at " + other + " and " + epoch);
                    rule(
                            proposals.containsKey(deal) || byCall(),
                            () -> "deal " + deal + " is to be looked at at " + epoch + " and does not exist");
                }
            });
        }

        private boolean byCall() {
            return report.policy().deals().settlement() == Settlement.BY_CALL;
        }

        private Epoch firstTick(long id, DealProposal deal) {
            return DealTicks.first(deal.start(), id, report.policy().deals().tick());
        }

        private void proposal(long id, DealProposal deal) {
            rule(
                    Long.compareUnsigned(id, state.nextId()) < 0,
                    () -> "deal " + id + " exists, the next is " + state.nextId());
            for (Address party : new Address[] {deal.client(), deal.provider()}) {
                rule(
                        party.protocol() == Address.Protocol.ID,
                        () -> "deal " + id + " is with " + party + ", which is no ID address");
            }
            boolean ticked = !firstTick(id, deal).isAfter(state.lastCron());
            Epoch op = ops.get(id);
            if (!ticked) {
                rule(
                        firstTick(id, deal).equals(op),
                        () -> "deal " + id + " is to be looked at first at " + firstTick(id, deal) + ", not " + op);
            } else if (byCall()) {
                rule(op == null, () -> "deal " + id + " is paid by call and yet to be looked at at " + op);
            } else {
                rule(op != null, () -> "cron has forgotten deal " + id);
            }
            rule(!ticked || states.containsKey(id), () -> "deal " + id + " came into no sector and is not ended");
            DealState known = states.getOrDefault(id, DealState.activated(deal.start()));
            claim(deal.client(), deal.clientCollateral().plus(known.unpaid(deal)));
            claim(deal.provider(), deal.providerCollateral());
        }

        private void claim(Address address, TokenAmount amount) {
            claims.merge(address, amount, TokenAmount::plus);
        }

        private void state(long id, DealState known) {
            Epoch now = report.epoch();
            DealProposal deal = proposals.get(id);
            rule(deal != null, () -> "deal " + id + " is in a sector and does not exist");
            rule(
                    known.sectorStart().number() >= 0 && !known.sectorStart().isAfter(now),
                    () -> "the sector of deal " + id + " began at " + known.sectorStart());
            rule(
                    deal == null || !known.sectorStart().isAfter(deal.start()),
                    () -> "deal " + id + " was to start at " + deal.start() + ", before its sector at "
                            + known.sectorStart());
            rule(
                    !known.isUpdated()
                            || !known.lastUpdated().isBefore(known.sectorStart())
                                    && !known.lastUpdated().isAfter(now),
                    () -> "deal " + id + " was paid at " + known.lastUpdated() + ", in a sector since "
                            + known.sectorStart());
            rule(
                    !known.isSlashed()
                            || !known.slashed().isBefore(known.sectorStart())
                                    && !known.slashed().isAfter(now),
                    () -> "deal " + id + " was slashed at " + known.slashed() + ", in a sector since "
                            + known.sectorStart());
        }

        private void pending() {
            Set<Cid> expected = new HashSet<>();
            proposals.forEach((id, deal) -> {
                boolean paid = states.containsKey(id) && states.get(id).isUpdated();
                if (firstTick(id, deal).isAfter(state.lastCron()) && !paid) {
                    rule(
                            expected.add(MarketState.cid(deal)),
                            () -> "deal " + id + " is published twice: " + MarketState.cid(deal));
                }
            });
            Set<Cid> found = new HashSet<>();
            state.pending().forEach((key, member) -> found.add(Cid.fromBytes(key)));
            rule(found.equals(expected), () -> "pending are " + found + ", while cron did not look yet at " + expected);
        }

        private void totals() {
            TokenAmount client = TokenAmount.ZERO;
            TokenAmount provider = TokenAmount.ZERO;
            TokenAmount fee = TokenAmount.ZERO;
            for (Map.Entry<Long, DealProposal> entry : proposals.entrySet()) {
                DealProposal deal = entry.getValue();
                client = client.plus(deal.clientCollateral());
                provider = provider.plus(deal.providerCollateral());
                fee = fee.plus(states.getOrDefault(entry.getKey(), DealState.activated(deal.start()))
                        .unpaid(deal));
            }
            total("clients' collateral", state.balances().clientCollateral(), client);
            total("providers' collateral", state.balances().providerCollateral(), provider);
            total("price not paid yet", state.balances().storageFee(), fee);
        }

        private void total(String what, TokenAmount total, TokenAmount sum) {
            rule(total.equals(sum), () -> "the " + what + " is " + total + " in all, and " + sum + " of all deals");
        }

        private void money() {
            TokenAmount[] sums = {TokenAmount.ZERO, TokenAmount.ZERO};
            state.balances().escrow().forEach((key, amount) -> {
                sums[0] = sums[0].plus(amount);
                rule(!amount.isNegative(), () -> Address.fromBytes(key) + " has " + amount + " in escrow");
            });
            state.balances().locked().forEach((key, amount) -> {
                sums[1] = sums[1].plus(amount);
                Address holder = Address.fromBytes(key);
                TokenAmount escrow = state.balances().escrowOf(holder);
                rule(!amount.isNegative(), () -> holder + " has " + amount + " locked");
                rule(
                        amount.compareTo(escrow) <= 0,
                        () -> holder + " has " + amount + " locked, and " + escrow + " in escrow");
                TokenAmount claimed = claims.getOrDefault(holder, TokenAmount.ZERO);
                rule(amount.equals(claimed), () -> holder + " has " + amount + " locked, deals may claim " + claimed);
                claims.remove(holder);
            });
            claims.forEach((holder, claimed) ->
                    rule(claimed.isZero(), () -> holder + " has nothing locked, deals may claim " + claimed));
            rule(
                    sums[1].equals(state.balances().totalLocked()),
                    () -> "locked are " + sums[1] + ", for deals "
                            + state.balances().totalLocked());
            TokenAmount balance = report.tree()
                    .actor(Singletons.STORAGE_MARKET)
                    .map(ActorEntry::balance)
                    .orElse(TokenAmount.ZERO);
            rule(sums[0].compareTo(balance) <= 0, () -> "in escrow are " + sums[0] + ", the market has " + balance);
        }
    }
}
