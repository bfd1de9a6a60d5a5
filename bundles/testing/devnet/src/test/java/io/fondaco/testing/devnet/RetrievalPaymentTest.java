package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.ChainException;
import io.fondaco.chain.Included;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.init.ExecParams;
import io.fondaco.chain.actors.init.ExecReturn;
import io.fondaco.chain.actors.init.InitActor;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.paych.PaychActor;
import io.fondaco.chain.actors.paych.PaychParams;
import io.fondaco.chain.actors.paych.PaychState;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.chain.paych.SignedVoucher;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.PeerId;
import io.fondaco.model.TokenAmount;
import java.util.List;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What the chain does for a retrieval: it tells whom to ask, holds the money, and pays what vouchers say. */
public class RetrievalPaymentTest {
    private static final TokenAmount PER_BYTE = TokenAmount.atto(2_000_000_000L);
    private static final long INTERVAL = 1 << 20;
    private static final TokenAmount FUNDS = TokenAmount.fil("10");

    private final Devnet net = new Devnet();
    private final Address client = net.rich(0);
    private final Address provider = net.rich(1);

    @Before
    public void begin() {
        net.turn(1);
    }

    @After
    public void end() {
        assertThat(net.audit(0)).isEmpty();
        net.close();
    }

    private Included call(Address from, Address to, TokenAmount value, long method, byte[] params) {
        SignedMessage sent = net.await(net.node().pool().send(Outgoing.call(from, to, value, method, params, "")));
        while (net.node().find(sent.cid()).isEmpty()) {
            net.turn(1);
        }
        Included included = net.node().find(sent.cid()).orElseThrow();
        assertThat(included.receipt().ok()).isTrue();
        return included;
    }

    private void refused(String why, Address from, Address to, TokenAmount value, long method, byte[] params) {
        assertThatThrownBy(() -> net.await(net.node().pool().send(Outgoing.call(from, to, value, method, params, ""))))
                .hasCauseInstanceOf(ChainException.class)
                .hasMessageContaining(why);
    }

    private static byte[] exec(Address from, Address to) {
        return ExecParams.CODEC.encode(ExecParams.of(
                ActorCode.PAYMENT_CHANNEL, PaychParams.Channel.CODEC.encode(new PaychParams.Channel(from, to))));
    }

    /** A channel from the client to the provider. */
    private ExecReturn open(TokenAmount value) {
        return ExecReturn.CODEC.decode(call(client, Singletons.INIT, value, InitActor.EXEC, exec(client, provider))
                .receipt()
                .returned());
    }

    /** What the client signs after some intervals of a lane. */
    private SignedVoucher voucher(Address channel, long lane, long nonce, long intervals) {
        return new SignedVoucher(
                        channel,
                        Epoch.of(0),
                        Epoch.of(0),
                        new byte[0],
                        Optional.empty(),
                        lane,
                        nonce,
                        PER_BYTE.times(INTERVAL).times(intervals),
                        Epoch.of(0),
                        List.of(),
                        Optional.empty())
                .sign(net.keys.export(client));
    }

    private static byte[] update(SignedVoucher voucher) {
        return PaychParams.Update.CODEC.encode(new PaychParams.Update(voucher, new byte[0]));
    }

    private Included redeem(Address channel, SignedVoucher voucher) {
        return call(provider, channel, TokenAmount.ZERO, PaychActor.UPDATE_CHANNEL_STATE, update(voucher));
    }

    private PaychState state(Address channel) {
        return net.node()
                .read(view -> view.tree().state(channel, PaychState.class).orElseThrow());
    }

    private Optional<TokenAmount> balance(Address account) {
        return net.node().read(view -> view.tree().actor(account).map(a -> a.balance()));
    }

    private Address id(Address account) {
        return net.node().read(view -> view.tree().resolve(account).orElseThrow());
    }

    @Test
    public void whomToAskStandsOnTheChainAndIsReadWithoutAMessage() {
        Address miner = net.producer(0);
        PeerId peer = net.keys.peer("a provider of retrievals").peerId();
        call(net.owner(0), miner, TokenAmount.ZERO, MinerActor.CHANGE_PEER_ID, MinerParams.PEER.encode(peer.toBytes()));
        TokenAmount before = balance(client).orElseThrow();
        byte[] told = net.node().read(view -> MinerView.of(view.tree(), miner, view.policy())
                .orElseThrow()
                .info()
                .peer());
        assertThat(PeerId.fromBytes(told)).isEqualTo(peer);
        net.turn(3);
        assertThat(balance(client)).contains(before);
    }

    @Test
    public void onlyAnAddressWithAnAccountCanBePaidThroughAChannel() {
        Address stranger = net.keys.wallet("a provider the chain has not seen");
        refused(
                "only accounts have channels",
                client,
                Singletons.INIT,
                FUNDS,
                InitActor.EXEC,
                exec(client, Singletons.STORAGE_MARKET));
        refused(
                "there is no actor",
                client,
                Singletons.INIT,
                FUNDS,
                InitActor.EXEC,
                exec(client, Address.actor(new byte[1])));
        // A key gets its account with the channel.
        call(client, Singletons.INIT, FUNDS, InitActor.EXEC, exec(client, stranger));
        assertThat(balance(stranger)).contains(TokenAmount.ZERO);
    }

    @Test
    public void eachRetrievalHasALaneOfItsOwnThatPaysItsPriceByTheByte() {
        ExecReturn channel = open(FUNDS);
        redeem(channel.id(), voucher(channel.robust(), 0, 1, 1));
        redeem(channel.id(), voucher(channel.robust(), 0, 2, 3));
        redeem(channel.id(), voucher(channel.robust(), 1, 1, 5));
        TokenAmount interval = PER_BYTE.times(INTERVAL);
        PaychState state = state(channel.id());
        assertThat(state.lanes().get(0)).contains(new PaychState.Lane(interval.times(3), 2));
        assertThat(state.lanes().get(1)).contains(new PaychState.Lane(interval.times(5), 1));
        assertThat(state.toSend()).isEqualTo(interval.times(8));
        // What was offered for once is not paid for again, and not less than what was shown.
        refused(
                "is not above that of lane 0",
                provider,
                channel.id(),
                TokenAmount.ZERO,
                PaychActor.UPDATE_CHANNEL_STATE,
                update(voucher(channel.robust(), 0, 2, 4)));
    }

    @Test
    public void theProviderSeesBeforeTheFirstByteThatTheChannelIsItsOwnAndHoldsThePrice() {
        ExecReturn channel = open(FUNDS);
        // What a provider accepted it can check again after a restart: channel and money are in the state.
        net.restart(0);
        PaychState state = state(channel.robust());
        assertThat(state.from()).isEqualTo(id(client));
        assertThat(state.to()).isEqualTo(id(provider));
        assertThat(balance(channel.id())).contains(FUNDS);
        assertThat(state.toSend()).isEqualTo(TokenAmount.ZERO);
        assertThat(state.settlingAt()).isEqualTo(Epoch.of(0));
        // And it tries a voucher on its head without a message: this one is good, one of another signer is not.
        SignedVoucher good = voucher(channel.robust(), 0, 1, 1);
        assertThat(good.signedBy(client)).isTrue();
        SignedVoucher forged = good.sign(net.keys.export(net.rich(2)));
        assertThat(forged.signedBy(client)).isFalse();
        refused(
                "did not sign",
                provider,
                channel.id(),
                TokenAmount.ZERO,
                PaychActor.UPDATE_CHANNEL_STATE,
                update(forged));
    }

    @Test
    public void aChannelIsOpenedPaidFromSettledAndCollected() {
        TokenAmount clients = balance(client).orElseThrow();
        ExecReturn channel = open(FUNDS);
        assertThat(channel.id().protocol()).isEqualTo(Address.Protocol.ID);
        assertThat(channel.robust().protocol()).isEqualTo(Address.Protocol.ACTOR);
        assertThat(id(channel.robust())).isEqualTo(channel.id());
        assertThat(balance(channel.id())).contains(FUNDS);

        // Vouchers grow with the bytes; only the last one has to reach the chain.
        TokenAmount price = PER_BYTE.times(INTERVAL).times(7);
        redeem(channel.robust(), voucher(channel.robust(), 0, 7, 7));
        assertThat(state(channel.id()).toSend()).isEqualTo(price);
        assertThat(balance(channel.id())).contains(FUNDS);

        Included settled = call(provider, channel.id(), TokenAmount.ZERO, PaychActor.SETTLE, new byte[0]);
        Epoch at = settled.height().plus(net.node().policy().channels().settleDelay());
        assertThat(state(channel.id()).settlingAt()).isEqualTo(at);
        refused("(18)", provider, channel.id(), TokenAmount.ZERO, PaychActor.COLLECT, new byte[0]);
        while (net.node().head().height().isBefore(at)) {
            net.turn(1);
        }
        TokenAmount before = balance(provider).orElseThrow();
        call(client, channel.id(), TokenAmount.ZERO, PaychActor.COLLECT, new byte[0]);
        assertThat(balance(provider)).contains(before.plus(price));
        assertThat(balance(channel.id())).isEmpty();
        TokenAmount spent = clients.minus(balance(client).orElseThrow());
        assertThat(spent).isGreaterThan(price).isLessThan(price.plus(TokenAmount.fil("0.01")));
    }

    @Test
    public void aVoucherOfMoreThanTheChannelHoldsIsNotRedeemedUntilItHoldsMore() {
        TokenAmount two = PER_BYTE.times(INTERVAL).times(2);
        ExecReturn channel = open(two);
        SignedVoucher third = voucher(channel.robust(), 0, 3, 3);
        refused(
                "to send, of",
                provider,
                channel.id(),
                TokenAmount.ZERO,
                PaychActor.UPDATE_CHANNEL_STATE,
                update(third));
        call(client, channel.id(), PER_BYTE.times(INTERVAL), 0, new byte[0]);
        redeem(channel.id(), third);
        assertThat(state(channel.id()).toSend())
                .isEqualTo(PER_BYTE.times(INTERVAL).times(3));
    }
}
