package io.fondaco.chain.actors.miner;

import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.StateLink;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;

/**
 * What of a miner's balance is not free, in attoFIL. What it owes it pays from rewards that are locked up first, and then
 * from what is free.
 *
 * @param deposits for sectors that are not proven yet
 * @param locked rewards that vest; the sum of {@code vesting}
 * @param debt penalties it could not pay
 * @param pledge for sectors that are proven
 */
public record Funds(
        TokenAmount deposits,
        TokenAmount locked,
        StateLink<VestingFunds> vesting,
        TokenAmount debt,
        TokenAmount pledge) {

    /** Funds after a payment. @param fromVesting what of it was locked up */
    record Paid(Funds funds, TokenAmount fromVesting, TokenAmount fromBalance) {
        TokenAmount total() {
            return fromVesting.plus(fromBalance);
        }
    }

    /** Funds after some rewards vested. */
    record Unlocked(Funds funds, TokenAmount amount) {}

    TokenAmount bound() {
        return deposits.plus(locked).plus(pledge);
    }

    /** What is not bound; debt is not taken off. @throws Abort (1000) if more is bound than there is */
    TokenAmount unlocked(TokenAmount balance) {
        TokenAmount free = balance.minus(bound());
        Abort.unless(
                !free.isNegative(),
                ExitCode.MINER_BALANCE_INVARIANT,
                "a balance of " + balance + " does not cover " + bound() + " that is bound");
        return free;
    }

    /** What is neither bound nor owed; below 0 if the debt is larger. */
    TokenAmount available(TokenAmount balance) {
        return unlocked(balance).minus(debt);
    }

    Funds lock(TokenAmount reward, Epoch now, Epoch start, Policy.Rewards policy) {
        return new Funds(
                deposits,
                locked.plus(reward),
                vesting.with(vesting.get().lock(reward, now, start, policy)),
                debt,
                pledge);
    }

    Unlocked vest(Epoch now) {
        VestingFunds.Taken taken = vesting.get().vested(now);
        return new Unlocked(taken.amount().isZero() ? this : without(taken), taken.amount());
    }

    private Funds without(VestingFunds.Taken taken) {
        return new Funds(deposits, locked.minus(taken.amount()), vesting.with(taken.left()), debt, pledge);
    }

    Funds owing(TokenAmount penalty) {
        return new Funds(deposits, locked, vesting, debt.plus(penalty), pledge);
    }

    /** @throws Abort (20) if deposits would get negative */
    Funds deposit(TokenAmount delta) {
        TokenAmount sum = deposits.plus(delta);
        Abort.unless(!sum.isNegative(), ExitCode.USR_ILLEGAL_STATE, "deposits would become " + sum);
        return new Funds(sum, locked, vesting, debt, pledge);
    }

    /** @throws Abort (20) if the pledge would get negative */
    Funds pledge(TokenAmount delta) {
        TokenAmount sum = pledge.plus(delta);
        Abort.unless(!sum.isNegative(), ExitCode.USR_ILLEGAL_STATE, "the pledge would become " + sum);
        return new Funds(deposits, locked, vesting, debt, sum);
    }

    /** Pays as much of the debt as there is money for. */
    Paid payWhatItCan(Epoch now, TokenAmount balance) {
        VestingFunds.Taken taken = vesting.get().unvested(now, debt.min(locked));
        TokenAmount owed = debt.minus(taken.amount());
        Funds left = taken.amount().isZero() ? this : without(taken);
        TokenAmount paid = left.unlocked(balance.minus(taken.amount())).min(owed);
        return new Paid(
                new Funds(left.deposits, left.locked, left.vesting, owed.minus(paid), pledge), taken.amount(), paid);
    }

    /** Pays all of the debt from what is free. @throws Abort (19) if that is less */
    Paid payAll(TokenAmount balance) {
        TokenAmount free = unlocked(balance);
        Abort.unless(
                free.compareTo(debt) >= 0,
                ExitCode.USR_INSUFFICIENT_FUNDS,
                free + " are free to pay a debt of " + debt);
        return new Paid(new Funds(deposits, locked, vesting, TokenAmount.ZERO, pledge), TokenAmount.ZERO, debt);
    }
}
