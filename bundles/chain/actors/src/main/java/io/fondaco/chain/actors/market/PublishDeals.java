package io.fondaco.chain.actors.market;

import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.DealLabel;
import io.fondaco.chain.DealProposal;
import io.fondaco.chain.PublishDealsParams;
import io.fondaco.chain.actors.Abort;
import io.fondaco.chain.actors.ActorCode;
import io.fondaco.chain.actors.Codec;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Reply;
import io.fondaco.chain.actors.Runtime;
import io.fondaco.chain.actors.Singletons;
import io.fondaco.chain.actors.StateArray;
import io.fondaco.chain.actors.StateMap;
import io.fondaco.chain.actors.reward.RewardActor;
import io.fondaco.chain.actors.reward.ThisEpochReward;
import io.fondaco.chain.consensus.DealTicks;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.Multihash;
import io.fondaco.model.TokenAmount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One call of PublishStorageDeals: deals that cannot be are dropped, the others are locked up together. */
final class PublishDeals {
    /** The power actor's method that tells {@code [raw, quality adjusted, pledge, estimate]}. */
    private static final long CURRENT_TOTAL_POWER = 9;
    /** Verified registry's method that uses data cap up. */
    private static final long USE_BYTES = 5;

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final Runtime runtime;
    private final List<ClientDealProposal> offered;
    private final Address providerAsNamed;
    private final Address provider;
    private BigInteger networkPower;
    private MarketState state;

    private final Map<Address, TokenAmount> clientLockup = new HashMap<>();
    private TokenAmount providerLockup = TokenAmount.ZERO;
    private final Set<Cid> cids = new HashSet<>();
    private final List<DealProposal> taken = new ArrayList<>();
    private final List<Cid> takenCids = new ArrayList<>();
    private final List<Long> places = new ArrayList<>();

    private PublishDeals(Runtime runtime, List<ClientDealProposal> offered) {
        this.runtime = runtime;
        this.offered = offered;
        this.providerAsNamed = offered.get(0).proposal().provider();
        this.provider = runtime.resolve(providerAsNamed)
                .orElseThrow(() -> new Abort(ExitCode.USR_NOT_FOUND, "there is no provider " + providerAsNamed));
    }

    static byte[] run(Runtime runtime, byte[] params) {
        runtime.allow(ActorCode.ACCOUNT, ActorCode.MULTISIG);
        List<ClientDealProposal> deals = parse(params);
        Abort.unlessArgument(!deals.isEmpty(), "no deals to publish");
        runtime.charge(runtime.prices().entries(deals.size()));
        return new PublishDeals(runtime, deals).run();
    }

    private static List<ClientDealProposal> parse(byte[] params) {
        List<ClientDealProposal> deals;
        try {
            deals = PublishDealsParams.parse(params).deals();
        } catch (DecodeException e) {
            throw new Abort(ExitCode.USR_SERIALIZATION, "parameters " + e.getMessage());
        }
        for (int i = 0; i < deals.size(); i++) {
            DealLabel label = deals.get(i).proposal().label();
            Abort.unless(
                    !label.isText() || label.utf8().isPresent(),
                    ExitCode.USR_SERIALIZATION,
                    "the label of deal " + i + " is text that is not UTF-8");
        }
        return deals;
    }

    private byte[] run() {
        Optional<ActorCode> kind = runtime.codeOf(provider);
        if (!kind.equals(Optional.of(ActorCode.STORAGE_MINER))) {
            throw new Abort(
                    ExitCode.USR_ILLEGAL_ARGUMENT,
                    "the provider " + providerAsNamed + " is "
                            + kind.map(k -> "a " + k).orElse("nobody") + ", no miner");
        }
        MarketParams.Control control = MarketActor.control(runtime, provider);
        Abort.unless(
                runtime.caller().equals(control.worker()) || control.control().contains(runtime.caller()),
                ExitCode.USR_FORBIDDEN,
                runtime.caller() + " is neither worker nor control address of " + provider);
        networkPower = baselinePower().max(rawPower());
        state = runtime.state(MarketState.class);
        for (int i = 0; i < offered.size(); i++) {
            String reason = consider(offered.get(i), i);
            if (reason != null) {
                runtime.note("deal " + i + " is dropped: " + reason);
            }
        }
        Abort.unlessArgument(!taken.isEmpty(), "none of the " + offered.size() + " deals can be published");
        return MarketParams.Published.CODEC.encode(new MarketParams.Published(
                publish(),
                BitField.of(places.stream().mapToLong(Long::longValue).toArray())));
    }

    private BigInteger baselinePower() {
        byte[] reply = runtime.send(Singletons.REWARD, RewardActor.THIS_EPOCH_REWARD, Codec.NOTHING, TokenAmount.ZERO)
                .require("the baseline");
        return ThisEpochReward.CODEC.decode(reply).baselinePower();
    }

    private BigInteger rawPower() {
        byte[] reply = runtime.send(Singletons.STORAGE_POWER, CURRENT_TOTAL_POWER, Codec.NOTHING, TokenAmount.ZERO)
                .require("the network's power");
        CborReader in = new CborReader(reply);
        in.readListHeader(4);
        return Codec.BIG.reader().apply(in);
    }

    /** Takes a deal, or says why not. What a deal would lock up counts against those behind it even if it is dropped. */
    private String consider(ClientDealProposal signed, int place) {
        DealProposal deal = signed.proposal();
        if (!runtime.verifySignature(signed.signature(), deal.client(), signed.proposalBytes())) {
            return "the signature is not " + deal.client() + "'s over the proposal";
        }
        String malformed = malformed(deal);
        if (malformed != null) {
            return malformed;
        }
        if (!deal.provider().equals(provider) && !deal.provider().equals(providerAsNamed)) {
            return "its provider " + deal.provider() + " is not the first deal's, " + providerAsNamed;
        }
        Address client = runtime.resolve(deal.client()).orElse(null);
        if (client == null) {
            return "there is no client " + deal.client();
        }
        Balances balances = state.balances();
        TokenAmount clients = clientLockup.merge(client, deal.clientRequirement(), TokenAmount::plus);
        if (balances.availableOf(client).compareTo(clients) < 0) {
            return "the client has " + balances.availableOf(client) + " for deals of " + clients;
        }
        providerLockup = providerLockup.plus(deal.providerCollateral());
        if (balances.availableOf(provider).compareTo(providerLockup) < 0) {
            return "the provider has " + balances.availableOf(provider) + " for collaterals of " + providerLockup;
        }
        DealProposal stored = deal.between(client, provider);
        Cid cid = MarketState.cid(stored);
        if (cids.contains(cid) || state.pending().contains(cid.toBytes())) {
            return "it is published already: " + cid;
        }
        if (deal.verified()) {
            Reply reply = runtime.send(
                    Singletons.VERIFIED_REGISTRY,
                    USE_BYTES,
                    MarketParams.DataCap.CODEC.encode(dataCap(stored)),
                    TokenAmount.ZERO);
            if (!reply.ok()) {
                return "the client has no data cap for it: " + ExitCode.name(reply.exitCode()) + ": " + reply.failure();
            }
        }
        cids.add(cid);
        taken.add(stored);
        takenCids.add(cid);
        places.add((long) place);
        return null;
    }

    static MarketParams.DataCap dataCap(DealProposal deal) {
        return new MarketParams.DataCap(deal.client(), unsigned(deal.pieceSize()));
    }

    private static BigInteger unsigned(long size) {
        return new BigInteger(Long.toUnsignedString(size));
    }

    private String malformed(DealProposal deal) {
        Epoch now = runtime.epoch();
        if (deal.label().length() > DealLabel.MAX_BYTES) {
            return "its label of " + deal.label().length() + " bytes is longer than " + DealLabel.MAX_BYTES;
        }
        if (Long.compareUnsigned(deal.pieceSize(), 128) < 0 || Long.bitCount(deal.pieceSize()) != 1) {
            return "a piece of " + Long.toUnsignedString(deal.pieceSize())
                    + " bytes: powers of two from 128 are allowed";
        }
        Cid piece = deal.pieceCid();
        if (piece.version() != 1
                || piece.codec() != Cid.FIL_COMMITMENT_UNSEALED
                || piece.multihash().code() != Multihash.SHA2_256_TRUNC254_PADDED
                || piece.multihash().digest().length != 32) {
            return piece + " is no CID of a piece";
        }
        if (!deal.end().isAfter(deal.start())) {
            return "it ends at " + deal.end() + " and starts at " + deal.start();
        }
        if (deal.start().isBefore(now)) {
            return "its start at " + deal.start() + " is over at " + now;
        }
        if (deal.duration() < runtime.policy().deals().minDuration()
                || deal.duration() > runtime.policy().deals().maxDuration()) {
            return "it lasts " + deal.duration() + " epochs: "
                    + runtime.policy().deals().minDuration() + " to "
                    + runtime.policy().deals().maxDuration() + " are allowed";
        }
        if (deal.start().number() > Long.MAX_VALUE - runtime.policy().deals().tick()) {
            return "its start at " + deal.start() + " is too far ahead to ever be looked at";
        }
        TokenAmount most = runtime.policy().rewards().supply();
        if (outside(deal.pricePerEpoch(), TokenAmount.ZERO, most)) {
            return "a price of " + deal.pricePerEpoch() + " an epoch: 0 to " + most + " are allowed";
        }
        TokenAmount least = minProviderCollateral(deal.pieceSize());
        if (outside(deal.providerCollateral(), least, most)) {
            return "a provider's collateral of " + deal.providerCollateral() + ": " + least + " to " + most
                    + " are allowed";
        }
        if (outside(deal.clientCollateral(), TokenAmount.ZERO, most)) {
            return "a client's collateral of " + deal.clientCollateral() + ": 0 to " + most + " are allowed";
        }
        return null;
    }

    private static boolean outside(TokenAmount amount, TokenAmount least, TokenAmount most) {
        return amount.compareTo(least) < 0 || amount.compareTo(most) > 0;
    }

    /** A hundredth of what circulates, for the share of the network's power the piece is. */
    private TokenAmount minProviderCollateral(long size) {
        BigInteger piece = unsigned(size);
        return TokenAmount.atto(
                runtime.circulatingSupply().atto().multiply(piece).divide(HUNDRED.multiply(networkPower.max(piece))));
    }

    /** Locks up the money of the deals that were taken, and gives them ids. */
    private List<Long> publish() {
        state = runtime.state(MarketState.class);
        StateArray<DealProposal> proposals = state.proposals();
        StateMap<Boolean> pending = state.pending();
        Balances balances = state.balances();
        List<Long> ids = new ArrayList<>();
        SortedMap<Epoch, List<Long>> ticks = new TreeMap<>();
        for (int i = 0; i < taken.size(); i++) {
            DealProposal deal = taken.get(i);
            long id = state.nextId() + i;
            balances = balances.lock(deal);
            pending = pending.with(takenCids.get(i).toBytes(), true);
            proposals = proposals.with(id, deal);
            ticks.computeIfAbsent(
                            DealTicks.first(
                                    deal.start(), id, runtime.policy().deals().tick()),
                            epoch -> new ArrayList<>())
                    .add(id);
            ids.add(id);
        }
        DealOps ops = state.ops();
        for (Map.Entry<Epoch, List<Long>> tick : ticks.entrySet()) {
            ops = ops.with(tick.getKey(), tick.getValue());
        }
        runtime.put(new MarketState(
                proposals, state.states(), pending, balances, state.nextId() + taken.size(), ops, state.lastCron()));
        return ids;
    }
}
