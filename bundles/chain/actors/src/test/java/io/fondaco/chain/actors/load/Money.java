package io.fondaco.chain.actors.load;

import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.World;
import io.fondaco.chain.actors.init.ExecParams;
import io.fondaco.chain.actors.init.InitActor;
import io.fondaco.chain.actors.multisig.MultisigActor;
import io.fondaco.chain.actors.multisig.MultisigParams;
import io.fondaco.chain.actors.paych.PaychActor;
import io.fondaco.chain.actors.paych.PaychParams;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.paych.SignedVoucher;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Transfers, payment channels and groups of signers. */
final class Money {
    private static final int MOST = 6;

    private final Load load;
    private final List<Channel> channels = new ArrayList<>();
    private final List<Channel> settling = new ArrayList<>();
    private final List<Address> groups = new ArrayList<>();

    private record Channel(Address address, int payer, int payee) {}

    Money(Load load) {
        this.load = load;
    }

    private int anybody() {
        return load.random.nextInt(Load.ACCOUNTS);
    }

    void act() {
        switch (load.random.nextInt(10)) {
            case 0 -> load.transfer(anybody(), World.account(anybody()), load.some(2));
            case 1 ->
                load.transfer(
                        anybody(), World.key("fresh " + load.random.nextInt(60)).address(), load.some(1));
            case 2 -> load.transfer(anybody(), Address.id(load.random.nextInt(140)), load.some(1));
            case 3 -> open();
            case 4, 5, 6 -> channel();
            case 7 -> group();
            default -> propose();
        }
    }

    private Address exec(int who, ActorCode kind, byte[] constructor, TokenAmount value) {
        Message message = load.world.message(
                who, Singletons.INIT, InitActor.EXEC, ExecParams.CODEC.encode(ExecParams.of(kind, constructor)), value);
        Address made = Message.actorAddress(load.world.key(who).address(), message.nonce(), 0);
        return load.send("init", who, Singletons.INIT, InitActor.EXEC, message.params(), value) ? made : null;
    }

    private void open() {
        int payer = anybody();
        int payee = anybody();
        if (channels.size() == MOST) {
            channels.remove(0);
        }
        Address made = exec(
                payer,
                ActorCode.PAYMENT_CHANNEL,
                PaychParams.Channel.CODEC.encode(new PaychParams.Channel(World.account(payer), World.account(payee))),
                load.some(1));
        if (made != null) {
            channels.add(new Channel(made, payer, payee));
        }
    }

    private void channel() {
        if (channels.isEmpty()) {
            return;
        }
        Channel channel = channels.get(load.random.nextInt(channels.size()));
        int who = load.random.nextInt(8) == 0 ? anybody() : channel.payee;
        switch (load.random.nextInt(6)) {
            case 0 -> {
                if (load.send("paych", who, channel.address, PaychActor.SETTLE, Codec.NOTHING, TokenAmount.ZERO)) {
                    settling.add(channel);
                }
            }
            case 1 -> {
                Channel some = settling.isEmpty() ? channel : settling.get(load.random.nextInt(settling.size()));
                if (load.send("paych", some.payee, some.address, PaychActor.COLLECT, Codec.NOTHING, TokenAmount.ZERO)) {
                    settling.remove(some);
                }
            }
            default ->
                load.send(
                        "paych",
                        who,
                        channel.address,
                        PaychActor.UPDATE_CHANNEL_STATE,
                        voucher(channel),
                        TokenAmount.ZERO);
        }
    }

    private byte[] voucher(Channel channel) {
        SignedVoucher voucher = new SignedVoucher(
                channel.address,
                Epoch.of(0),
                Epoch.of(0),
                new byte[0],
                Optional.empty(),
                load.random.nextInt(3),
                load.random.nextInt(40),
                load.some(1),
                Epoch.of(0),
                List.of(),
                Optional.empty());
        int signer = load.random.nextInt(8) == 0 ? anybody() : channel.payer;
        return PaychParams.Update.CODEC.encode(
                new PaychParams.Update(voucher.sign(load.world.key(signer).privateKey()), new byte[0]));
    }

    private void group() {
        if (groups.size() == MOST) {
            groups.remove(0);
        }
        List<Address> signers = new ArrayList<>();
        for (int i = 0; i < Load.ACCOUNTS; i++) {
            if (load.random.nextInt(3) > 0) {
                signers.add(World.account(i));
            }
        }
        Address made = exec(
                anybody(),
                ActorCode.MULTISIG,
                MultisigParams.Create.CODEC.encode(new MultisigParams.Create(
                        signers, 2, load.random.nextInt(3) * 50, Epoch.of(load.world.epoch()))),
                load.some(1));
        if (made != null) {
            groups.add(made);
        }
    }

    private void propose() {
        if (groups.isEmpty()) {
            return;
        }
        Address group = groups.get(load.random.nextInt(groups.size()));
        MultisigParams.Propose proposal =
                new MultisigParams.Propose(World.account(anybody()), load.some(1), 0, Codec.NOTHING);
        send(group, MultisigActor.PROPOSE, MultisigParams.Propose.CODEC.encode(proposal));
        for (long which = 0; which < 3; which++) {
            long method = load.random.nextInt(4) == 0 ? MultisigActor.CANCEL : MultisigActor.APPROVE;
            send(group, method, MultisigParams.Which.CODEC.encode(new MultisigParams.Which(which, Codec.NOTHING)));
        }
    }

    private void send(Address group, long method, byte[] params) {
        load.send("multisig", anybody(), group, method, params, TokenAmount.ZERO);
    }
}
