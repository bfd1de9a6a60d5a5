package io.fondaco.console.shell.internal;

import io.fondaco.chain.Chain;
import io.fondaco.chain.FullNode;
import io.fondaco.chain.MessagePool;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.StateReader;
import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/**
 * What commands about the chain share. A house may keep a ledger instead of a chain: then there is no node, and what asks
 * for one says so instead of being unknown.
 *
 * @param <T> the value
 */
abstract class ChainCommand<T> extends HouseCommand<T> {

    private static final Pattern UNITLESS = Pattern.compile("[0-9.]+");
    private static final Pattern TIGHT = Pattern.compile("([0-9.]+)([a-zA-Z]+)");

    @Reference(optional = true)
    FullNode node;

    @Reference(optional = true)
    StateReader states;

    @Reference(optional = true)
    MessagePool pool;

    @Reference(optional = true)
    Chain chain;

    @Reference
    Merchants merchants;

    final FullNode node() {
        return there(node, "blocks to show");
    }

    final StateReader states() {
        return there(states, "state to show");
    }

    final MessagePool pool() {
        return there(pool, "message pool");
    }

    private static <S> S there(S service, String what) {
        if (service == null) {
            throw new IllegalStateException("This house runs on the pretend ledger, or its chain is not up yet: no "
                    + what + "; chain:head shows which, docs/operating.md how to run a chain");
        }
        return service;
    }

    /** Exact for a program, to the second for people. */
    final Instant at(long epoch) {
        return node().timeOf(Epoch.of(epoch));
    }

    /** The wallet of a party, or an address as it is. */
    final Address address(String who) {
        return merchants.wallet(who);
    }

    /** An account's number says nothing of its key: the chain knows it. */
    final Address key(Address address) {
        if (address.protocol() != Address.Protocol.ID) {
            return address;
        }
        return states().read(view -> view.tree()
                        .actor(address)
                        .filter(entry -> entry.is(ActorCode.ACCOUNT))
                        .flatMap(entry -> view.tree().state(address, AccountState.class)))
                .map(AccountState::address)
                .orElseThrow(() -> new IllegalArgumentException(
                        address + " is no account, so it has no key; actor:show " + address + " shows what it is"));
    }

    /** An amount, which says its unit: bare numbers mean FIL to some tools and attoFIL to others. */
    static TokenAmount amount(String text) {
        String strip = text.strip();
        if (UNITLESS.matcher(strip).matches() && !strip.matches("0+")) {
            throw new IllegalArgumentException(
                    "'" + text + "' does not say its unit: write \"" + strip + " FIL\", or nanoFIL, or attoFIL");
        }
        TokenAmount amount = TokenAmount.parse(TIGHT.matcher(strip).replaceFirst("$1 $2"));
        if (amount.isNegative()) {
            throw new IllegalArgumentException("'" + text + "' is less than nothing");
        }
        return amount;
    }

    /**
     * Bytes in hexadecimal, with or without 0x. The shell takes a text of digits alone for a number and drops its leading
     * zeros before anybody sees it, so such a text is refused.
     */
    static byte[] hex(String text, String what) {
        String strip = text.strip();
        boolean marked = strip.startsWith("0x");
        if (!marked && strip.matches("[0-9]+")) {
            throw new IllegalArgumentException("'" + text
                    + "': the shell takes digits alone for a number; write 0x before" + " them, and all of them");
        }
        try {
            return HexFormat.of().parseHex(marked ? strip.substring(2) : strip);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no " + what
                            + ": it is written in hexadecimal, two digits a byte, best with 0x before",
                    e);
        }
    }

    static Cid cid(String text) {
        try {
            return Cid.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no CID: " + e.getMessage(), e);
        }
    }

    /** What became of a message, once that is settled: with progress, until it is or somebody ends it. */
    final Receipt settled(Cid message) throws Exception {
        if (chain == null) {
            throw new IllegalStateException(
                    "No service follows messages in this house; leave --wait out, and look with chain:show " + message);
        }
        CompletableFuture<Receipt> told = new CompletableFuture<>();
        try (Registration following = chain.follow(message, told::complete)) {
            return watched(
                    () -> "waiting for " + message + " to be settled; Ctrl-C stops waiting, not the message",
                    told::get);
        }
    }

    /** A receipt in a sentence. */
    static String outcome(Receipt receipt) {
        return receipt.ok()
                ? "done in epoch " + receipt.epoch()
                : "failed in epoch " + receipt.epoch() + ": " + ExitCode.name(receipt.exitCode());
    }

    static String onItsWay(Cid message) {
        return message + " is on its way; chain:show " + message + " tells what becomes of it";
    }
}
