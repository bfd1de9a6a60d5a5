package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.chain.Chain;
import io.fondaco.chain.ChainPolicy;
import io.fondaco.chain.MinerInfo;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.Receipt;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Party;
import io.fondaco.party.Role;
import io.fondaco.testing.devnet.Devnet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.karaf.shell.api.console.Session;

/** A house with a chain of its own: alice is a client, bob the producer. */
final class DevnetHouse implements AutoCloseable {
    static final ShellJson JSON = new ShellJson();

    final Devnet net = new Devnet();
    final Merchants merchants = new Merchants();
    final Address alice = net.rich(0);
    final Address bob = net.owner(0);
    final Address miner = net.producer(0);

    DevnetHouse() {
        merchants.enter(party("alice", alice, Optional.empty(), Role.CLIENT));
        merchants.enter(party("bob", bob, Optional.of(miner), Role.PROVIDER));
    }

    private static Party party(String name, Address wallet, Optional<Address> miner, Role role) {
        return Fakes.of(
                Party.class,
                Map.of(
                        "name", none -> name,
                        "wallet", none -> wallet,
                        "miner", none -> miner,
                        "roles", none -> Set.of(role)));
    }

    /** A command with everything this house has. */
    <C extends ChainCommand<?>> C with(C command) {
        command.node = net.node();
        command.states = net.node();
        command.pool = net.node().pool();
        command.merchants = merchants;
        command.session = Fakes.session(0);
        return command;
    }

    /** A command in a house that runs on the pretend ledger. */
    <C extends ChainCommand<?>> C pretending(C command) {
        command.merchants = merchants;
        command.session = Fakes.session(0);
        command.chain = Fakes.of(
                Chain.class,
                Map.of(
                        "head", none -> Epoch.of(7),
                        "policy",
                                none -> new ChainPolicy(
                                        "pretend", Duration.ofSeconds(30), 1, 10, 20, 0, 0, TokenAmount.fil("1")),
                        "timeOf", epoch -> Fakes.SINCE));
        return command;
    }

    /** Sends money from alice to somebody. */
    SignedMessage pay(Address to, String fil) {
        return net.await(net.node().pool().send(Outgoing.transfer(alice, to, TokenAmount.fil(fil))));
    }

    /** A chain on which every message comes to this. @param closed told when somebody stops following */
    Chain following(Receipt receipt, List<String> closed) {
        return Fakes.of(
                Chain.class,
                Map.of(
                        "follow",
                        what -> {
                            @SuppressWarnings("unchecked")
                            Consumer<Receipt> then = (Consumer<Receipt>) what[1];
                            then.accept(receipt);
                            return (Registration) () -> closed.add("closed");
                        },
                        "miner",
                        miner -> Optional.of(new MinerInfo((Address) miner[0], bob, bob, null, 32L << 30))));
    }

    /** What a person without a terminal is shown. */
    static <T> String shown(HouseCommand<T> command, T answer) {
        return Fakes.printed(out -> command.show(answer, out));
    }

    /** The answer as {@code --json} prints it. */
    static JsonNode json(HouseCommand<?> command) throws Exception {
        command.json = true;
        PrintStream usual = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(command.execute()).isNull();
        } finally {
            System.setOut(usual);
        }
        return parse(bytes.toString(StandardCharsets.UTF_8));
    }

    private static JsonNode parse(String text) throws JsonProcessingException {
        return JSON.mapper().readTree(text);
    }

    /** A session at a terminal. */
    static Session terminal() {
        return Fakes.session(120);
    }

    @Override
    public void close() {
        net.close();
    }
}
