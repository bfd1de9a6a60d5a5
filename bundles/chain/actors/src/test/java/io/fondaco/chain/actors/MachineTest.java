package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.consensus.GasOutputs;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.message.Message;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Test;

/** What the machine does with messages, whatever the actors are. */
public class MachineTest {
    private static final TokenAmount ONE = TokenAmount.fil("1");
    private static final Address ALICE = World.account(0);
    private static final Address BOB = World.account(1);

    private final Puppet puppet = new Puppet(ActorCode.STORAGE_MINER);
    private final World world = new World(2, puppet);
    private final Address doll = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.fil("10"));

    private static Message with(Message m, Address from, long nonce, long gas, String cap, String premium) {
        return new Message(
                0,
                m.to(),
                from,
                nonce,
                m.value(),
                gas,
                TokenAmount.parse(cap),
                TokenAmount.parse(premium),
                m.method(),
                m.params());
    }

    @Test
    public void movesValueAndTakesGasForIt() {
        Message message =
                with(world.message(0, BOB, 0, Codec.NOTHING, ONE), world.key(0).address(), 0, 800_000, "150", "20");
        Applied applied = world.apply(message);
        assertThat(applied.ok()).isTrue();
        long used = applied.receipt().gasUsed();
        assertThat(used).isEqualTo(GasPrices.CALICO.onChain(200) + GasPrices.CALICO.call(true, false));
        assertThat(applied.gas())
                .isEqualTo(GasOutputs.of(
                        used, 800_000, TokenAmount.atto(100), TokenAmount.atto(150), TokenAmount.atto(20)));
        assertThat(applied.gas().minerTip()).isEqualTo(TokenAmount.atto(16_000_000));
        assertThat(world.balance(BOB)).isEqualTo(World.FUNDS.plus(ONE));
        assertThat(world.balance(ALICE))
                .isEqualTo(World.FUNDS
                        .minus(ONE)
                        .minus(TokenAmount.atto(150).times(800_000))
                        .plus(applied.gas().refund()));
        assertThat(world.balance(Singletons.BURNT_FUNDS))
                .isEqualTo(applied.gas().baseFeeBurn().plus(applied.gas().overEstimationBurn()));
        assertThat(world.tree().actor(ALICE).orElseThrow().nonce()).isEqualTo(1);
    }

    @Test
    public void givesAKeyAnAccountWhenItIsFirstSentTo() {
        Address key = World.key("newcomer").address();
        world.ok(0, key, 0, Codec.NOTHING, ONE);
        Address id = world.tree().resolve(key).orElseThrow();
        assertThat(id).isEqualTo(Address.id(doll.idNumber() + 1));
        assertThat(world.tree().state(id, AccountState.class)).contains(new AccountState(key));
        assertThat(world.balance(id)).isEqualTo(ONE);
        world.ok(0, key, 0, Codec.NOTHING, ONE);
        assertThat(world.balance(id)).isEqualTo(TokenAmount.fil("2"));
    }

    @Test
    public void sendsToOneselfWithoutMakingOrLosingAnything() {
        TokenAmount before = world.balance(doll);
        act(runtime -> {
            assertThat(runtime.send(doll, 0, Codec.NOTHING, ONE).ok()).isTrue();
            assertThat(runtime.send(doll, 0, Codec.NOTHING, TokenAmount.fil("11"))
                            .exitCode())
                    .isEqualTo(ExitCode.SYS_INSUFFICIENT_FUNDS);
        });
        assertThat(world.balance(doll)).isEqualTo(before);
    }

    @Test
    public void refusesMessagesThatTheSenderMayNotSend() {
        Message good = world.message(0, BOB, 0, Codec.NOTHING, ONE);
        Address alice = world.key(0).address();
        refused(ExitCode.SYS_SENDER_INVALID, with(good, World.key("nobody").address(), 0, World.GAS, "100", "0"));
        refused(ExitCode.SYS_SENDER_INVALID, with(good, doll, 0, World.GAS, "100", "0"));
        refused(ExitCode.SYS_SENDER_STATE_INVALID, with(good, alice, 1, World.GAS, "100", "0"));
        refused(ExitCode.SYS_SENDER_STATE_INVALID, with(good, alice, 0, World.GAS, "2000 nanoFIL", "0"));
        refused(ExitCode.SYS_OUT_OF_GAS, with(good, alice, 0, 300_000, "100", "0"));
    }

    private void refused(int exitCode, Message message) {
        TokenAmount burnt = world.balance(Singletons.BURNT_FUNDS);
        Applied applied = world.apply(message);
        assertThat(applied.receipt().exitCode()).isEqualTo(exitCode);
        assertThat(applied.receipt().gasUsed()).isZero();
        assertThat(applied.gas().minerPenalty()).isEqualTo(TokenAmount.atto(100).times(message.gasLimit()));
        assertThat(world.balance(ALICE)).isEqualTo(World.FUNDS);
        assertThat(world.balance(Singletons.BURNT_FUNDS)).isEqualTo(burnt);
        assertThat(world.tree().actor(ALICE).orElseThrow().nonce()).isZero();
    }

    @Test
    public void refusesToJudgeMessagesThatNoBlockHolds() {
        Message good = world.message(0, BOB, 0, Codec.NOTHING, ONE);
        Address alice = world.key(0).address();
        for (Message bad : List.of(
                with(good, alice, 0, 0, "100", "0"),
                with(good, alice, 0, 10_000_000_001L, "100", "0"),
                with(good, alice, 0, World.GAS, "100", "101"),
                with(good, alice, 0, World.GAS, "100", "-1"),
                world.message(0, BOB, 0, Codec.NOTHING, ONE.negate()),
                world.message(0, BOB, 0, Codec.NOTHING, TokenAmount.fil("2000000001")))) {
            assertThatThrownBy(() -> world.machine().apply(bad, 200))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("that no valid block holds");
        }
    }

    @Test
    public void undoesWhatAFailedMessageDidButTakesTheGas() {
        puppet.act((runtime, params) -> {
            runtime.put(new Puppet.Count(runtime.state(Puppet.Count.class).number() + 1));
            runtime.send(BOB, 0, Codec.NOTHING, ONE).require("paying");
            throw new Abort(ExitCode.USR_ILLEGAL_STATE, "never mind");
        });
        Applied applied = world.send(0, doll, Puppet.DO, Codec.NOTHING, ONE);
        assertThat(applied.receipt().exitCode()).isEqualTo(20);
        assertThat(applied.failure()).isEqualTo("never mind");
        assertThat(applied.receipt().gasUsed()).isPositive();
        assertThat(world.balance(doll)).isEqualTo(TokenAmount.fil("10"));
        assertThat(world.balance(BOB)).isEqualTo(World.FUNDS);
        assertThat(count()).isZero();
        assertThat(world.tree().actor(ALICE).orElseThrow().nonce()).isEqualTo(1);
        assertThat(world.balance(ALICE)).isLessThan(World.FUNDS);
    }

    private long count() {
        return world.tree().state(doll, Puppet.Count.class).orElseThrow().number();
    }

    @Test
    public void undoesACallThatFailedAndKeepsWhatTheCallerDid() {
        Address other = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        puppet.act((runtime, params) -> {
            if (runtime.receiver().equals(other)) {
                runtime.put(new Puppet.Count(runtime.state(Puppet.Count.class).number() + 9));
                throw new Abort(ExitCode.USR_NOT_FOUND, "not here");
            }
            runtime.put(new Puppet.Count(runtime.state(Puppet.Count.class).number() + 1));
            Reply reply = runtime.send(other, Puppet.DO, Codec.NOTHING, ONE);
            assertThat(reply.exitCode()).isEqualTo(ExitCode.USR_NOT_FOUND);
            return Codec.NOTHING;
        });
        world.ok(0, doll, Puppet.DO, Codec.NOTHING);
        assertThat(count()).isEqualTo(1);
        assertThat(world.tree().state(other, Puppet.Count.class)).contains(new Puppet.Count(0));
        assertThat(world.balance(other)).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void refusesToPutAStateThatACallWithinMadeOutdated() {
        puppet.act((runtime, params) -> {
            long number = runtime.state(Puppet.Count.class).number();
            if (runtime.caller().equals(ALICE)) {
                runtime.send(doll, Puppet.DO, Codec.NOTHING, TokenAmount.ZERO).require("again");
            }
            runtime.put(new Puppet.Count(number + 1));
            return Codec.NOTHING;
        });
        world.fails(ExitCode.USR_ASSERTION_FAILED, 0, doll, Puppet.DO, Codec.NOTHING);
        assertThat(count()).isZero();
    }

    @Test
    public void goesOnWhenAnActorBreaksDown() {
        puppet.act((runtime, params) -> {
            throw new IllegalStateException("a bug");
        });
        Applied applied = world.send(0, doll, Puppet.DO, Codec.NOTHING, ONE);
        assertThat(applied.receipt().exitCode()).isEqualTo(ExitCode.SYS_ILLEGAL_INSTRUCTION);
        assertThat(applied.failure()).contains("a bug");
        puppet.act((runtime, params) -> null);
        world.fails(ExitCode.SYS_MISSING_RETURN, 0, doll, Puppet.DO, Codec.NOTHING);
    }

    @Test
    public void doesNotLetActorsEndWithTheMachinesCodes() {
        puppet.act((runtime, params) -> {
            throw new Abort(ExitCode.SYS_OUT_OF_GAS, "pretending");
        });
        world.fails(ExitCode.SYS_ILLEGAL_EXIT_CODE, 0, doll, Puppet.DO, Codec.NOTHING);
    }

    @Test
    public void appliesNothingWhenThisNodeCannotAnswerAnActor() {
        puppet.act((runtime, params) -> {
            runtime.verifySignature(world.key(0).sign(params).toBytes(), ALICE, params);
            return Codec.NOTHING;
        });
        world.syscalls.broken = true;
        Message message = world.message(0, doll, Puppet.DO, Codec.NOTHING, ONE);
        assertThatThrownBy(() -> world.machine().apply(message, 200))
                .isInstanceOf(StateException.class)
                .hasMessageEndingWith("no library");
        assertThat(world.balance(ALICE)).isEqualTo(World.FUNDS);
    }

    @Test
    public void stopsWhenTheGasIsUsedUp() {
        puppet.act((runtime, params) -> {
            runtime.charge(World.GAS);
            return Codec.NOTHING;
        });
        Applied applied = world.send(0, doll, Puppet.DO, Codec.NOTHING, ONE);
        assertThat(applied.receipt().exitCode()).isEqualTo(ExitCode.SYS_OUT_OF_GAS);
        assertThat(applied.receipt().gasUsed()).isEqualTo(World.GAS);
        assertThat(applied.gas().refund()).isEqualTo(TokenAmount.ZERO);
    }

    @Test
    public void takesGasForWhatIsReturnedEvenIfThatIsTooMuch() {
        puppet.act((runtime, params) -> new byte[1_000_000]);
        Applied applied = world.send(0, doll, Puppet.DO, Codec.NOTHING, ONE);
        assertThat(applied.receipt().exitCode()).isEqualTo(ExitCode.SYS_OUT_OF_GAS);
        assertThat(applied.receipt().returned()).isEmpty();
        assertThat(world.balance(doll)).isEqualTo(TokenAmount.fil("10"));
    }

    @Test
    public void failsForReceiversAndMethodsThatAreNotThere() {
        world.fails(ExitCode.SYS_INVALID_RECEIVER, 0, Address.id(4711), 0, Codec.NOTHING, ONE);
        world.fails(ExitCode.SYS_INVALID_RECEIVER, 0, Address.actor(new byte[1]), 0, Codec.NOTHING, ONE);
        world.fails(ExitCode.SYS_INVALID_RECEIVER, 0, Address.delegated(10, new byte[20]), 0, Codec.NOTHING, ONE);
        world.fails(ExitCode.USR_UNHANDLED_MESSAGE, 0, doll, 77, Codec.NOTHING, ONE);
        world.fails(ExitCode.SYS_INSUFFICIENT_FUNDS, 0, BOB, 0, Codec.NOTHING, TokenAmount.fil("1000"));
    }

    @Test
    public void letsCallsGoOnlySoDeep() {
        List<Integer> codes = new ArrayList<>();
        puppet.act((runtime, params) -> {
            Reply reply = runtime.send(doll, Puppet.DO, Codec.NOTHING, TokenAmount.ZERO);
            codes.add(reply.exitCode());
            return Codec.NOTHING;
        });
        world.ok(0, doll, Puppet.DO, Codec.NOTHING);
        assertThat(codes).hasSize(256).startsWith(ExitCode.SYS_FORBIDDEN);
        assertThat(codes.subList(1, 256)).containsOnly(ExitCode.OK);
    }

    @Test
    public void tellsAnActorWhereItIs() {
        puppet.act((runtime, params) -> {
            assertThat(runtime.caller()).isEqualTo(ALICE);
            assertThat(runtime.origin()).isEqualTo(ALICE);
            assertThat(runtime.receiver()).isEqualTo(doll);
            assertThat(runtime.valueReceived()).isEqualTo(ONE);
            assertThat(runtime.balance()).isEqualTo(TokenAmount.fil("11"));
            assertThat(runtime.balanceOf(BOB)).isEqualTo(World.FUNDS);
            assertThat(runtime.balanceOf(Address.id(4711))).isEqualTo(TokenAmount.ZERO);
            assertThat(runtime.epoch()).isEqualTo(Epoch.of(1));
            assertThat(runtime.baseFee()).isEqualTo(TokenAmount.atto(100));
            assertThat(runtime.codeOf(BOB)).contains(ActorCode.ACCOUNT);
            assertThat(runtime.codeOf(Address.id(4711))).isEmpty();
            assertThat(runtime.resolve(world.key(1).address())).contains(BOB);
            assertThat(runtime.circulatingSupply()).isEqualTo(World.PURSE.plus(TokenAmount.fil("2000")));
            runtime.note("hello");
            return Codec.NOTHING;
        });
        Applied applied = world.send(0, doll, Puppet.DO, Codec.NOTHING, ONE);
        assertThat(applied.failure()).isEmpty();
        assertThat(applied.notes()).containsExactly(doll + ": hello");
    }

    @Test
    public void drawsRandomnessOfThePastOnly() {
        act(runtime -> {
            assertThat(runtime.randomness(RandomnessTag.SEAL, Epoch.of(1), new byte[0]))
                    .hasSize(32);
            assertThatThrownBy(() -> runtime.randomness(RandomnessTag.SEAL, Epoch.of(2), new byte[0]))
                    .isInstanceOfSatisfying(
                            Abort.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT));
        });
    }

    @Test
    public void verifiesSignaturesOfKeysAndOfTheirAccounts() {
        byte[] text = {1, 2, 3};
        byte[] signature = world.key(1).sign(text).toBytes();
        act(runtime -> {
            assertThat(runtime.verifySignature(signature, BOB, text)).isTrue();
            assertThat(runtime.verifySignature(signature, world.key(1).address(), text))
                    .isTrue();
            assertThat(runtime.verifySignature(signature, ALICE, text)).isFalse();
            assertThat(runtime.verifySignature(signature, doll, text)).isFalse();
            assertThat(runtime.verifySignature(new byte[3], BOB, text)).isFalse();
            assertThat(runtime.verifySignature(new byte[0], BOB, text)).isFalse();
            assertThat(runtime.verifySignature(signature, Singletons.BURNT_FUNDS, text))
                    .isFalse();
            assertThat(runtime.verifySignature(signature, Address.id(4711), text))
                    .isFalse();
        });
    }

    /** Runs a method of the doll that must go well. */
    private void act(Consumer<Runtime> body) {
        puppet.act((runtime, params) -> {
            body.accept(runtime);
            return Codec.NOTHING;
        });
        world.ok(0, doll, Puppet.DO, Codec.NOTHING);
    }

    @Test
    public void letsAnActorEndItselfOnce() {
        puppet.act((runtime, params) -> {
            runtime.deleteActor(BOB);
            return Codec.NOTHING;
        });
        world.ok(0, doll, Puppet.DO, Codec.NOTHING);
        assertThat(world.tree().actor(doll)).isEmpty();
        assertThat(world.balance(BOB)).isEqualTo(World.FUNDS.plus(TokenAmount.fil("10")));
        world.reload();
        world.fails(ExitCode.SYS_INVALID_RECEIVER, 0, doll, 0, Codec.NOTHING, ONE);
    }

    @Test
    public void refusesWhatAnActorThatEndedDoesNext() {
        puppet.act((runtime, params) -> {
            runtime.deleteActor(BOB);
            runtime.put(new Puppet.Count(1));
            return Codec.NOTHING;
        });
        world.fails(ExitCode.USR_ASSERTION_FAILED, 0, doll, Puppet.DO, Codec.NOTHING);
        puppet.act((runtime, params) -> {
            runtime.deleteActor(doll);
            return Codec.NOTHING;
        });
        world.fails(ExitCode.USR_ILLEGAL_ARGUMENT, 0, doll, Puppet.DO, Codec.NOTHING);
        assertThat(world.tree().actor(doll)).isPresent();
    }

    @Test
    public void letsOnlyInitMakeActors() {
        puppet.act((runtime, params) -> {
            runtime.createActor(ActorCode.ACCOUNT, Address.id(9999));
            return Codec.NOTHING;
        });
        world.fails(ExitCode.USR_FORBIDDEN, 0, doll, Puppet.DO, Codec.NOTHING);
    }

    @Test
    public void burnsWhatAnActorHasAndNotMore() {
        act(runtime -> {
            runtime.burn(ONE);
            runtime.burn(TokenAmount.ZERO);
            assertThatThrownBy(() -> runtime.burn(TokenAmount.fil("10"))).isInstanceOf(Abort.class);
        });
        assertThat(world.balance(doll)).isEqualTo(TokenAmount.fil("9"));
    }

    @Test
    public void leavesTheTreeAsItWasWhenTheStoreFails() {
        puppet.act((runtime, params) -> {
            runtime.put(new Puppet.Count(runtime.state(Puppet.Count.class).number() + 1));
            throw new StateException("disk gone");
        });
        Message message = world.message(0, doll, Puppet.DO, Codec.NOTHING, ONE);
        assertThatThrownBy(() -> world.machine().apply(message, 200))
                .isInstanceOf(StateException.class)
                .hasMessage("disk gone");
        assertThat(world.balance(ALICE)).isEqualTo(World.FUNDS);
        assertThat(world.tree().actor(ALICE).orElseThrow().nonce()).isZero();
        assertThat(count()).isZero();
        world.reload();
    }

    @Test
    public void makesTheBlocksMinerAnswerForMessagesBelowTheBaseFee() {
        Applied applied = world.apply(
                with(world.message(0, BOB, 0, Codec.NOTHING, ONE), world.key(0).address(), 0, 1_000_000, "40", "10"));
        assertThat(applied.ok()).isTrue();
        assertThat(applied.gas().minerTip()).isEqualTo(TokenAmount.ZERO);
        assertThat(applied.gas().minerPenalty())
                .isEqualTo(TokenAmount.atto(60)
                        .times(applied.receipt().gasUsed() + applied.gas().gasBurned()));
    }

    @Test
    public void refusesImplicitMessagesOfNobody() {
        assertThatThrownBy(
                        () -> world.machine().applyImplicit(Address.id(4711), BOB, 0, Codec.NOTHING, TokenAmount.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no actor f04711 to send for the chain");
    }
}
