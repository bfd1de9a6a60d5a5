package io.fondaco.console.shell.internal;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.TokenAmount;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code wallet:send}. */
@Service
@Command(
        scope = "wallet",
        name = "send",
        description = "Send money, or call a method of an actor, with a key of the key store."
                + " Example: wallet:send --wait alice f1isdfqwivvmmxi4lqtpwzqsaub4xfkc54slbfsyq \"2.5 FIL\"")
public final class WalletSend extends ChainCommand<WalletSend.Sent> {

    /** A message on its way. @param receipt with --wait, what became of it */
    public record Sent(
            Cid message, Address from, Address to, TokenAmount value, long nonce, Optional<Settled> receipt) {}

    /** What became of it. @param message another one than was sent where that was replaced */
    public record Settled(Cid message, long epoch, int exitCode, String outcome) {
        static Settled of(Receipt receipt) {
            return new Settled(
                    receipt.message(), receipt.epoch().number(), receipt.exitCode(), ChainCommand.outcome(receipt));
        }
    }

    @Argument(name = "from", description = "A party's name or an address whose key is here", required = true)
    @Completion(WalletCompleter.class)
    String from;

    @Argument(index = 1, name = "to", description = "A party's name or an address", required = true)
    @Completion(WalletCompleter.class)
    String to;

    @Argument(index = 2, name = "amount", description = "Such as \"2.5 FIL\" or 10nanoFIL; 0 for none", required = true)
    String amount;

    @Option(name = "--method", description = "Number of a method of the receiver; left out, plain money")
    long method;

    @Option(name = "--params-hex", description = "The method's parameters: CBOR in hexadecimal, best with 0x before it")
    String params = "";

    @Option(name = "--max-fee", description = "The most its gas may cost, such as \"0.1 FIL\"; left out, what is usual")
    String maxFee;

    @Option(name = "--wait", description = "Wait until it is settled")
    boolean wait;

    @Override
    Sent ask() throws Exception {
        if (method < 0) {
            throw new IllegalArgumentException("--method is 0 or more, not " + method);
        }
        Outgoing outgoing = new Outgoing(
                key(address(from)),
                address(to),
                amount(amount),
                method,
                hex(params, "parameters"),
                Optional.ofNullable(maxFee).map(ChainCommand::amount),
                "");
        SignedMessage sent;
        try {
            sent = await(pool().send(outgoing));
        } catch (ChainException e) {
            throw e.reason() != ChainException.Reason.INSUFFICIENT_FUNDS
                    ? e
                    : new ChainException(
                            e.reason(), e.getMessage() + "; wallet:balance " + from + " shows what there is");
        }
        Optional<Settled> receipt = wait ? Optional.of(Settled.of(settled(sent.cid()))) : Optional.empty();
        return new Sent(
                sent.cid(),
                sent.message().from(),
                sent.message().to(),
                sent.message().value(),
                sent.message().nonce(),
                receipt);
    }

    @Override
    void show(Sent sent, PrintStream out) {
        out.println(sent.value().toDisplay() + " from " + sent.from() + " to " + sent.to());
        if (sent.receipt().isEmpty()) {
            out.println(onItsWay(sent.message()));
            return;
        }
        Settled settled = sent.receipt().get();
        if (!settled.message().equals(sent.message())) {
            out.println(sent.message() + " was replaced for its fee");
        }
        out.println(settled.message() + " is " + settled.outcome());
    }
}
