package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.account.AccountActor;
import io.fondaco.chain.actors.account.AccountState;
import io.fondaco.chain.actors.cron.CronActor;
import io.fondaco.chain.actors.cron.CronState;
import io.fondaco.chain.actors.init.ExecParams;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.init.InitActor;
import io.fondaco.chain.actors.init.InitState;
import io.fondaco.chain.actors.paych.PaychParams;
import io.fondaco.chain.actors.system.SystemActor;
import io.fondaco.chain.actors.system.SystemState;
import io.fondaco.chain.message.Message;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.ipld.MemoryBlocks;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.util.HexFormat;
import java.util.List;
import org.junit.Test;

/** System, account, init and cron. */
public class BasicActorsTest {
    private static final TokenAmount ONE = TokenAmount.fil("1");
    private static final Address ALICE = World.account(0);

    private final Puppet puppet = new Puppet(ActorCode.STORAGE_MINER);
    private final World world = new World(2, puppet);

    private byte[] channel() {
        return PaychParams.Channel.CODEC.encode(
                new PaychParams.Channel(world.key(0).address(), world.key(1).address()));
    }

    @Test
    public void anAccountTellsItsKey() {
        assertThat(Codec.ADDRESS.decode(world.ok(1, ALICE, AccountActor.PUBKEY_ADDRESS, Codec.NOTHING)))
                .isEqualTo(world.key(0).address());
        world.fails(ExitCode.USR_SERIALIZATION, 1, ALICE, AccountActor.PUBKEY_ADDRESS, new byte[] {0});
    }

    @Test
    public void constructorsAreNotForAccounts() {
        byte[] key = Codec.ADDRESS.encode(world.key(1).address());
        world.fails(ExitCode.USR_FORBIDDEN, 1, ALICE, Actor.CONSTRUCTOR, key);
        for (Address singleton : List.of(
                Singletons.SYSTEM, Singletons.INIT, Singletons.REWARD, Singletons.CRON, Singletons.STORAGE_POWER)) {
            world.fails(ExitCode.USR_FORBIDDEN, 1, singleton, Actor.CONSTRUCTOR, Codec.NOTHING);
        }
    }

    @Test
    public void anAccountIsOfAKey() {
        Address bare = world.puppet(ActorCode.ACCOUNT, TokenAmount.ZERO);
        world.unaudited();
        assertThat(construct(bare, Codec.ADDRESS.encode(Address.id(7)))).isEqualTo(ExitCode.USR_ILLEGAL_ARGUMENT);
        assertThat(construct(bare, new byte[] {1})).isEqualTo(ExitCode.USR_SERIALIZATION);
    }

    private int construct(Address actor, byte[] params) {
        return (int) world.machine()
                .applyImplicit(Singletons.SYSTEM, actor, Actor.CONSTRUCTOR, params, TokenAmount.ZERO)
                .receipt()
                .exitCode();
    }

    @Test
    public void theSystemKeepsTheCodesOfAllActors() {
        Cid registry = world.tree()
                .state(Singletons.SYSTEM, SystemState.class)
                .orElseThrow()
                .registry();
        CborReader in = new CborReader(world.store.get(registry).orElseThrow());
        assertThat(in.readListHeader()).isEqualTo(ActorCode.values().length);
        in.readListHeader(2);
        assertThat(in.readText()).isEqualTo("fil/8/system");
        assertThat(in.readCid()).isEqualTo(ActorCode.SYSTEM.cid());
        assertThat(SystemActor.writeRegistry(new MemoryBlocks())).isEqualTo(registry);
    }

    @Test
    public void initGivesAnActorANumberAndAnAddressForEver() {
        long next = world.tree()
                .state(Singletons.INIT, InitState.class)
                .orElseThrow()
                .nextId();
        ExecReturn made = world.exec(0, ActorCode.PAYMENT_CHANNEL, channel(), ONE);
        assertThat(made.id()).isEqualTo(Address.id(next));
        assertThat(made.robust()).isEqualTo(Message.actorAddress(world.key(0).address(), 0, 0));
        assertThat(world.tree().resolve(made.robust())).contains(made.id());
        assertThat(world.balance(made.id())).isEqualTo(ONE);
        ExecReturn second = world.exec(0, ActorCode.PAYMENT_CHANNEL, channel(), ONE);
        assertThat(second.id()).isEqualTo(Address.id(next + 1));
        assertThat(second.robust()).isNotEqualTo(made.robust());
        world.reload();
        assertThat(world.tree().resolve(made.robust())).contains(made.id());
    }

    /** Source of the second and third: test-vectors, addresses--sequential-10. */
    @Test
    public void robustAddressesAreThoseOfFilecoin() {
        Address origin = Address.parse("f1l3jnh3ot2x33dvctm34nqjt42w2ypiouam2qxrq");
        assertThat(Message.actorAddress(origin, 0, 1))
                .isEqualTo(Address.parse("f2ppaqy34h3pe2mlr3bu26vhtjmvhdtoc7ladvgpq"));
        Address published = Address.fromBytes(HexFormat.of().parseHex("0169e833494c911d6afe2fe13d215e4c5cf7076255"));
        assertThat(Message.actorAddress(published, 0, 0))
                .isEqualTo(Address.fromBytes(HexFormat.of().parseHex("02ba57e0f2f67fec9e425c6d86ca148dc9cb4e2330")));
        assertThat(Message.actorAddress(published, 1, 0))
                .isEqualTo(Address.fromBytes(HexFormat.of().parseHex("02c83c4dcc364c21c90fc1926d6b6f9fd251bdac8f")));
    }

    @Test
    public void actorsMadeByOneMessageHaveDifferentAddresses() {
        Address doll = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        byte[] exec = ExecParams.CODEC.encode(ExecParams.of(ActorCode.PAYMENT_CHANNEL, channel()));
        puppet.act((runtime, params) -> {
            for (int i = 0; i < 2; i++) {
                byte[] made = runtime.send(Singletons.INIT, InitActor.EXEC, exec, TokenAmount.ZERO)
                        .require("making");
                assertThat(ExecReturn.CODEC.decode(made).robust())
                        .isEqualTo(Message.actorAddress(world.key(0).address(), 0, i));
            }
            return Codec.NOTHING;
        });
        world.ok(0, doll, Puppet.DO, Codec.NOTHING);
    }

    @Test
    public void initMakesOnlyWhatTheCallerMayHave() {
        for (ActorCode kind : List.of(
                ActorCode.STORAGE_MINER, ActorCode.ACCOUNT, ActorCode.INIT, ActorCode.REWARD, ActorCode.SYSTEM)) {
            world.fails(
                    ExitCode.USR_FORBIDDEN,
                    0,
                    Singletons.INIT,
                    InitActor.EXEC,
                    ExecParams.CODEC.encode(ExecParams.of(kind, Codec.NOTHING)));
        }
        Cid unknown = Cid.v1(Cid.RAW, new Multihash(Multihash.IDENTITY, new byte[] {1}));
        world.fails(
                ExitCode.USR_FORBIDDEN,
                0,
                Singletons.INIT,
                InitActor.EXEC,
                ExecParams.CODEC.encode(new ExecParams(unknown, Codec.NOTHING)));
        world.fails(ExitCode.USR_SERIALIZATION, 0, Singletons.INIT, InitActor.EXEC, new byte[] {(byte) 0x81, 0});
    }

    @Test
    public void aConstructorThatFailsLeavesNothing() {
        InitState before = world.tree().state(Singletons.INIT, InitState.class).orElseThrow();
        world.fails(
                ExitCode.USR_SERIALIZATION,
                0,
                Singletons.INIT,
                InitActor.EXEC,
                ExecParams.CODEC.encode(ExecParams.of(ActorCode.PAYMENT_CHANNEL, Codec.NOTHING)),
                ONE);
        assertThat(world.tree().state(Singletons.INIT, InitState.class)).contains(before);
    }

    @Test
    public void cronCallsAllEvenIfOneFails() {
        Address first = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        Address second = world.puppet(ActorCode.STORAGE_MINER, TokenAmount.ZERO);
        world.tree()
                .put(
                        Singletons.CRON,
                        new CronState(List.of(
                                new CronState.Entry(first, Puppet.DO), new CronState.Entry(second, Puppet.DO))));
        puppet.act((runtime, params) -> {
            assertThat(runtime.caller()).isEqualTo(Singletons.CRON);
            Abort.unlessArgument(runtime.receiver().equals(second), "not today");
            runtime.put(new Puppet.Count(runtime.state(Puppet.Count.class).number() + 1));
            return Codec.NOTHING;
        });
        world.reload();
        Applied applied = world.machine().cron();
        assertThat(applied.notes()).hasSize(1).first().asString().contains("illegal argument (16): not today");
        assertThat(world.tree().state(second, Puppet.Count.class)).contains(new Puppet.Count(1));
        world.fails(ExitCode.USR_FORBIDDEN, 0, Singletons.CRON, CronActor.EPOCH_TICK, Codec.NOTHING);
    }

    @Test
    public void burntFundsHaveNoKeyThatCouldSign() {
        world.ok(0, Singletons.BURNT_FUNDS, 0, Codec.NOTHING, ONE);
        assertThat(world.tree().state(Singletons.BURNT_FUNDS, AccountState.class))
                .contains(new AccountState(Singletons.BURNT_FUNDS));
    }
}
