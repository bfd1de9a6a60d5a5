package io.fondaco.chain.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.actors.init.ExecParams;
import io.fondaco.chain.actors.init.InitActor;
import io.fondaco.chain.actors.multisig.MultisigActor;
import io.fondaco.chain.actors.multisig.MultisigParams;
import io.fondaco.chain.actors.paych.PaychActor;
import io.fondaco.chain.actors.paych.PaychParams;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.paych.Merge;
import io.fondaco.chain.paych.SignedVoucher;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/**
 * Accounts do whatever they may, and much that they may not: after each message all FIL is still there and no rule of the
 * protocol is broken. {@link World} looks after each message.
 */
public class RandomLoadTest {
    private static final int ACCOUNTS = 5;
    private static final int MESSAGES = Boolean.getBoolean("fondaco.long") ? 20_000 : 400;

    @Test
    public void firstLoad() {
        run(1);
    }

    @Test
    public void secondLoad() {
        run(2);
    }

    @Test
    public void thirdLoad() {
        run(3);
    }

    @Test
    public void fourthLoad() {
        run(5);
    }

    @Test
    public void fifthLoad() {
        run(8);
    }

    private static void run(long seed) {
        Load load = new Load(seed, true);
        Cid root = load.run();
        assertThat(load.codes).contains(0L, 16L, 18L).doesNotContain((long) ExitCode.SYS_ILLEGAL_INSTRUCTION);
        // The same load without a look at memory in between ends in the same state.
        assertThat(new Load(seed, false).run()).isEqualTo(root);
    }

    private static final class Load {
        private final Random random;
        private final boolean reloading;
        private final World world = new World(ACCOUNTS);
        private final List<Address> channels = new ArrayList<>();
        private final List<Address> multisigs = new ArrayList<>();
        private final Set<Long> codes = new HashSet<>();

        Load(long seed, boolean reloading) {
            this.random = new Random(seed);
            this.reloading = reloading;
        }

        Cid run() {
            for (int i = 0; i < MESSAGES; i++) {
                int who = random.nextInt(ACCOUNTS);
                Applied applied = world.apply(message(who));
                codes.add(applied.receipt().exitCode());
                if (applied.receipt().exitCode() == ExitCode.SYS_ILLEGAL_INSTRUCTION) {
                    throw new AssertionError(applied.failure());
                }
                if (random.nextInt(25) == 0) {
                    world.machine().cron();
                    world.at(world.epoch() + random.nextInt(40) + 1);
                    if (reloading) {
                        world.reload();
                    }
                }
            }
            return world.tree().flush();
        }

        private Message message(int who) {
            return switch (random.nextInt(10)) {
                case 0 ->
                    world.message(who, World.key("fresh " + random.nextInt(40)).address(), 0, Codec.NOTHING, some());
                case 1, 2 -> world.message(who, anybody(), random.nextInt(12), Codec.NOTHING, some());
                case 3 ->
                    exec(
                            who,
                            ActorCode.PAYMENT_CHANNEL,
                            PaychParams.Channel.CODEC.encode(new PaychParams.Channel(
                                    World.account(who), World.account(random.nextInt(ACCOUNTS)))),
                            channels);
                case 4 -> exec(who, ActorCode.MULTISIG, multisig(), multisigs);
                case 5, 6 -> paych(who);
                default -> multisig(who);
            };
        }

        private TokenAmount some() {
            return TokenAmount.fil("0.000000001").times(random.nextInt(2_000_000_000));
        }

        private Address anybody() {
            List<Address> all = new ArrayList<>(channels);
            all.addAll(multisigs);
            for (int i = 0; i < ACCOUNTS; i++) {
                all.add(World.account(i));
            }
            all.add(Singletons.REWARD);
            all.add(Singletons.INIT);
            all.add(Address.id(random.nextInt(120)));
            return all.get(random.nextInt(all.size()));
        }

        private Message exec(int who, ActorCode kind, byte[] constructor, List<Address> made) {
            Message message = world.message(
                    who,
                    Singletons.INIT,
                    InitActor.EXEC,
                    ExecParams.CODEC.encode(ExecParams.of(kind, constructor)),
                    some());
            made.add(Message.actorAddress(world.key(who).address(), message.nonce(), 0));
            return message;
        }

        private byte[] multisig() {
            List<Address> signers = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                signers.add(World.account(random.nextInt(ACCOUNTS)));
            }
            return MultisigParams.Create.CODEC.encode(new MultisigParams.Create(
                    signers, 1 + random.nextInt(3), random.nextInt(3) * 50, Epoch.of(world.epoch())));
        }

        private Address oneOf(List<Address> some) {
            return some.isEmpty() ? Singletons.CRON : some.get(random.nextInt(some.size()));
        }

        private Message paych(int who) {
            Address channel = oneOf(channels);
            long method = random.nextInt(6) > 1 ? PaychActor.UPDATE_CHANNEL_STATE : 3 + random.nextInt(2);
            byte[] params = method == PaychActor.UPDATE_CHANNEL_STATE ? voucher(channel) : Codec.NOTHING;
            return world.message(who, channel, method, params, TokenAmount.ZERO);
        }

        private byte[] voucher(Address channel) {
            List<Merge> merges =
                    random.nextInt(4) == 0 ? List.of(new Merge(random.nextInt(3), random.nextInt(9))) : List.of();
            SignedVoucher voucher = new SignedVoucher(
                    channel,
                    Epoch.of(0),
                    Epoch.of(0),
                    new byte[0],
                    Optional.empty(),
                    random.nextInt(3),
                    random.nextInt(9),
                    some(),
                    Epoch.of(random.nextInt(3) == 0 ? world.epoch() + 30 : 0),
                    merges,
                    Optional.empty());
            return PaychParams.Update.CODEC.encode(new PaychParams.Update(
                    voucher.sign(world.key(random.nextInt(ACCOUNTS)).privateKey()), new byte[0]));
        }

        private Message multisig(int who) {
            Address multisig = oneOf(multisigs);
            long method = 2 + random.nextInt(3);
            byte[] params = method == MultisigActor.PROPOSE
                    ? proposal(multisig)
                    : MultisigParams.Which.CODEC.encode(new MultisigParams.Which(random.nextInt(4), Codec.NOTHING));
            return world.message(who, multisig, method, params, TokenAmount.ZERO);
        }

        private byte[] proposal(Address multisig) {
            Address someone = World.account(random.nextInt(ACCOUNTS));
            MultisigParams.Propose proposal =
                    switch (random.nextInt(5)) {
                        case 0 -> itself(multisig, MultisigActor.ADD_SIGNER, signer(someone));
                        case 1 -> itself(multisig, MultisigActor.REMOVE_SIGNER, signer(someone));
                        case 2 ->
                            itself(multisig, MultisigActor.CHANGE_THRESHOLD, MultisigParams.THRESHOLD.encode((long)
                                    random.nextInt(4)));
                        default -> new MultisigParams.Propose(anybody(), some(), random.nextInt(4), Codec.NOTHING);
                    };
            return MultisigParams.Propose.CODEC.encode(proposal);
        }

        private static MultisigParams.Propose itself(Address multisig, long method, byte[] params) {
            return new MultisigParams.Propose(multisig, TokenAmount.ZERO, method, params);
        }

        private byte[] signer(Address someone) {
            return MultisigParams.Signer.CODEC.encode(new MultisigParams.Signer(someone, random.nextBoolean()));
        }
    }
}
