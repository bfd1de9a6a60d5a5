package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.Tag;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Fault.Blame;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Waker;
import io.fondaco.market.arfleet.internal.Merchants.Merchant;
import io.fondaco.market.arfleet.internal.client.Placement;
import io.fondaco.market.arfleet.internal.client.Placement.Bargain;
import io.fondaco.market.arfleet.internal.client.PlacementEvent;
import io.fondaco.market.arfleet.internal.client.PlacementSteps;
import io.fondaco.model.Digests;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import io.fondaco.replica.ChunkTree;
import io.fondaco.replica.ChunkTree.Kind;
import io.fondaco.replica.ReplicaException;
import io.fondaco.replica.ReplicaLayout;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What a client does for a placement, from the first word with a provider to a deal that is active on both sides. */
final class ClientSide implements PlacementSteps {
    private static final long PATIENCE = 30;
    /** Leaves that fit into one request beside the rest of it; with more of them the root has to do. */
    private static final long MOST_LEAVES = 120_000;

    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final int BATCH = 128;
    private static final int WATCHERS = 100_000;

    private final Merchants merchants;
    private final Ground ground;
    private final Time time;
    private final ProviderTalk talk;
    private final Conducts conducts;
    private final Packed packed;
    private final ExecutorService packing;
    private final ExecutorService sending;
    /** Since when providers of placements do not answer. */
    private final Map<String, Instant> silent = new ConcurrentHashMap<>();

    /** @param packing takes one job at a time; {@code sending} several */
    ClientSide(
            Merchants merchants,
            Ground ground,
            Time time,
            ProviderTalk talk,
            Conducts conducts,
            Packed packed,
            ExecutorService packing,
            ExecutorService sending) {
        this.merchants = merchants;
        this.ground = ground;
        this.time = time;
        this.talk = talk;
        this.conducts = conducts;
        this.packed = packed;
        this.packing = packing;
        this.sending = sending;
    }

    private Merchant present(Placement placement) {
        return merchants
                .named(placement.party())
                .orElseThrow(() -> new IllegalStateException("party " + placement.party() + " is away"));
    }

    /** What to say of a placement whose party is not in; empty when it is. */
    private Optional<Outcome<PlacementEvent>> away(Placement placement) throws InterruptedException {
        return merchants.awaited(placement.party())
                ? Optional.empty()
                : Optional.of(Outcome.fault(Fault.later(Blame.US, "party " + placement.party() + " is away")));
    }

    // ---- the first word

    @Override
    public Outcome<PlacementEvent> ask(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        Merchant client = present(placement);
        IOException unreachable = null;
        for (String url : placement.urls()) {
            try {
                long asked = System.nanoTime();
                String answer = talk.command(client.keys(), url, placement.provider(), "ping", Map.of());
                long latency = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
                if (!answer.equals("pong")) {
                    throw new IOException(url + " does not speak ArFleet: it answers a ping with something else");
                }
                conducts.answered(placement.party(), placement.provider(), latency);
                talk.command(client.keys(), url, placement.provider(), "placement", wish(placement));
                return Outcome.raise(new PlacementEvent.Initialized(url, latency));
            } catch (ProviderTalk.RefusedException refused) {
                return refused(placement, refused);
            } catch (IOException next) {
                unreachable = next;
            }
        }
        return Outcome.fault(Fault.again(Blame.PEER, sentence(placement, unreachable)));
    }

    private static Map<String, Object> wish(Placement placement) {
        Bargain bargain = placement.bargain();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("placement_id", placement.id());
        fields.put("provider_id", placement.provider());
        fields.put("size", placement.data().bytes());
        fields.put("chunks", ReplicaLayout.WEB.chunks(placement.data().bytes()));
        fields.put("required_reward", bargain.reward().toString());
        fields.put("required_collateral", bargain.collateral().toString());
        fields.put("duration", bargain.duration());
        fields.put("every", bargain.every());
        fields.put("response", bargain.response());
        fields.put("leaves", bargain.leaves());
        return fields;
    }

    private Outcome<PlacementEvent> refused(Placement placement, ProviderTalk.RefusedException refused) {
        return refused.passing()
                ? Outcome.fault(Fault.again(Blame.PEER, sentence(placement, refused)))
                : Outcome.raise(new PlacementEvent.Failed(sentence(placement, refused)));
    }

    private static String sentence(Placement placement, IOException why) {
        String text = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return "provider " + placement.provider() + " at " + String.join(", ", placement.urls()) + ": " + text;
    }

    // ---- packing

    @Override
    public Registration encrypt(Placement placement, Waker<PlacementEvent> waker) {
        return begin(
                packing,
                () -> {
                    try {
                        waker.accept(new PlacementEvent.Encrypted(packed.replica(placement)));
                    } catch (IOException | ReplicaException lost) {
                        waker.accept(new PlacementEvent.Failed("the data could not be packed: " + lost.getMessage()));
                    }
                },
                waker);
    }

    // ---- the deal

    /** What a placement's deal binds both sides to: the same each time it is asked for. */
    DealTerms terms(Placement placement) {
        Merchant client = present(placement);
        Bargain bargain = placement.bargain();
        return new DealTerms(
                client.address(),
                placement.provider(),
                ground.there().token(),
                placement.replica().root(),
                Kind.SEPARATED,
                placement.replica().leaves(),
                ReplicaFiles.CHUNK,
                ReplicaFiles.CHUNK,
                placement.replica().key(),
                bargain.reward(),
                bargain.collateral(),
                bargain.periods(),
                bargain.every(),
                bargain.response(),
                bargain.leaves(),
                bargain.slash(),
                bargain.forfeitAfter(),
                WATCHERS,
                placement.replica().activateBy(),
                HexFormat.of()
                        .formatHex(
                                stirs(client, placement.id(), bargain.periods()).commitment()));
    }

    static SecretChain stirs(Merchant client, String placement, long periods) {
        return new SecretChain(client.keys().secret("client " + placement), DealTerms.secrets(periods));
    }

    @Override
    public Outcome<PlacementEvent> spawn(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        String process = wait(present(placement)
                .account()
                .spawnOnce(
                        "deal " + placement.id(),
                        ground.there().deals(),
                        terms(placement).tags()));
        JsonNode said = state(placement, process);
        return said.path("Status").asText().equals("Created")
                ? Outcome.raise(new PlacementEvent.Spawned(process))
                : Outcome.raise(new PlacementEvent.Failed("the deal is "
                        + said.path("Status").asText() + ": " + said.path("Why").asText()));
    }

    private JsonNode state(Placement placement, String process) throws Exception {
        return wait(present(placement).account().look(process, new Tag("Action", "GetState")));
    }

    @Override
    public Outcome<PlacementEvent> fund(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        Merchant client = present(placement);
        BigInteger reward = placement.bargain().reward();
        if (reward.signum() == 0) {
            return Outcome.raise(new PlacementEvent.Funded());
        }
        Account.Answered paid = wait(client.account()
                .payOnce("reward " + placement.id(), ground.there().token(), placement.process(), reward));
        Optional<String> refused = Account.refusal(paid);
        if (refused.isPresent()) {
            return Outcome.fault(Fault.ask(
                    Blame.OPERATOR,
                    "the reward of " + reward + " was not paid: " + refused.get() + "; " + client.name() + " ("
                            + client.address() + ") needs more of the token"));
        }
        String there = state(placement, placement.process()).path("Reward").asText("0");
        return new BigInteger(there).compareTo(reward) >= 0
                ? Outcome.raise(new PlacementEvent.FundingSent(paid.message()), new PlacementEvent.Funded())
                : Outcome.fault(Fault.again(Blame.US, "the deal holds " + there + " of " + reward + " so far"));
    }

    @Override
    public Outcome<PlacementEvent> accept(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("placement_id", placement.id());
        fields.put("merkle_root", placement.replica().root());
        fields.put("process_id", placement.process());
        if (placement.replica().leaves() <= MOST_LEAVES) {
            ChunkTree tree = packed.files(placement).tree(placement.replica().leaves());
            List<String> leaves = new ArrayList<>();
            tree.hashes().forEach(hash -> leaves.add(HexFormat.of().formatHex(hash)));
            fields.put("chunks", leaves);
        }
        return told(placement, "accept", fields, new PlacementEvent.Accepted());
    }

    /**
     * A provider that does not answer. One that has answered nothing for a while is given up, so that another gets its place.
     *
     * @return what to say of it; empty to try again
     */
    private Optional<PlacementEvent> unreachable(Placement placement, IOException why) {
        Instant since = silent.computeIfAbsent(placement.id(), first -> time.now());
        if (since.plus(SILENCE).isAfter(time.now())) {
            return Optional.empty();
        }
        silent.remove(placement.id());
        return Optional.of(
                new PlacementEvent.Unavailable(sentence(placement, why) + "; it has not answered since " + since));
    }

    private Outcome<PlacementEvent> told(
            Placement placement, String command, Map<String, Object> fields, PlacementEvent then)
            throws InterruptedException {
        try {
            say(placement, command, fields);
            return Outcome.raise(then);
        } catch (ProviderTalk.RefusedException refused) {
            return refused(placement, refused);
        } catch (IOException unreachable) {
            return unreachable(placement, unreachable)
                    .map(Outcome::raise)
                    .orElseGet(() -> Outcome.fault(Fault.again(Blame.PEER, sentence(placement, unreachable))));
        }
    }

    private String say(Placement placement, String command, Map<String, Object> fields)
            throws IOException, InterruptedException {
        String answer =
                talk.command(present(placement).keys(), placement.urls().get(0), placement.provider(), command, fields);
        silent.remove(placement.id());
        return answer;
    }

    @Override
    public Registration transfer(Placement placement, Waker<PlacementEvent> waker) {
        return begin(
                sending,
                () -> {
                    try {
                        send(placement, waker);
                        waker.accept(new PlacementEvent.Transferred());
                    } catch (ProviderTalk.RefusedException refused) {
                        if (refused.passing()) {
                            waker.fault(Fault.again(Blame.PEER, sentence(placement, refused)));
                        } else {
                            waker.accept(new PlacementEvent.Failed(sentence(placement, refused)));
                        }
                    } catch (IOException unreachable) {
                        Optional<PlacementEvent> gone = unreachable(placement, unreachable);
                        if (gone.isPresent()) {
                            waker.accept(gone.get());
                        } else {
                            waker.fault(Fault.again(Blame.PEER, sentence(placement, unreachable)));
                        }
                    }
                },
                waker);
    }

    private void send(Placement placement, Waker<PlacementEvent> waker) throws IOException, InterruptedException {
        ReplicaFiles files = packed.files(placement);
        long leaves = placement.replica().leaves();
        JsonNode status =
                talk.status(present(placement).keys(), placement.urls().get(0), placement.provider(), placement.id());
        long sent = status.path("received").asLong();
        long told = sent;
        while (sent < leaves) {
            int count = (int) Math.min(BATCH, leaves - sent);
            byte[] chunks = files.get(sent, count);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("placement_id", placement.id());
            fields.put("merkle_root", placement.replica().root());
            fields.put("pos", sent);
            fields.put("chunk_data", Base64.getEncoder().encodeToString(chunks));
            fields.put("hash", HexFormat.of().formatHex(Digests.sha256(chunks)));
            fields.put("original_size", placement.data().bytes());
            say(placement, "transfer", fields);
            sent += count;
            // A line in the journal for each tenth: it is for people to see, the provider knows where to go on.
            if (sent - told >= Math.max(BATCH, leaves / 10)) {
                told = sent;
                waker.accept(new PlacementEvent.Progressed(sent));
            }
        }
    }

    @Override
    public Outcome<PlacementEvent> complete(Placement placement) throws Exception {
        Optional<Outcome<PlacementEvent>> away = away(placement);
        if (away.isPresent()) {
            return away.get();
        }
        JsonNode said = state(placement, placement.process());
        String status = said.path("Status").asText();
        if (status.equals("Activated")) {
            return Outcome.raise(new PlacementEvent.Completed());
        }
        if (!status.equals("Created")) {
            return Outcome.raise(new PlacementEvent.Failed("the deal is " + status));
        }
        Outcome<PlacementEvent> told = told(
                placement,
                "complete",
                Map.of("placement_id", placement.id(), "public_key", Packed.text(packed.files(placement))),
                new PlacementEvent.Completed());
        if (told instanceof Outcome.Raised<PlacementEvent> raised
                && raised.events().get(0) instanceof PlacementEvent.Completed) {
            String now = state(placement, placement.process()).path("Status").asText();
            return now.equals("Activated")
                    ? told
                    : Outcome.fault(Fault.again(Blame.PEER, "the provider has not put up its collateral yet"));
        }
        return told;
    }

    /**
     * Has the process of a placement that came to nothing give the money back. If the deal is active all the same, it stays.
     *
     * @return what the deal is now
     */
    CompletionStage<String> callOff(Placement placement) {
        Merchant client = present(placement);
        return client.account()
                .sendOnce(
                        "cancel " + placement.id(),
                        placement.process(),
                        new byte[0],
                        List.of(new Tag("Action", "Cancel")))
                .thenCompose(sent -> client.account().look(placement.process(), new Tag("Action", "GetState")))
                .thenApply(state -> state.path("Status").asText());
    }

    // ---- work that takes long

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** Begins something that may take long; closing what this returns stops it. */
    private static Registration begin(ExecutorService on, Work work, Waker<?> waker) {
        Future<?> job = on.submit(() -> {
            try {
                work.run();
            } catch (CancellationException | InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (Exception broken) {
                waker.fault(
                        Fault.again(Blame.US, broken.getMessage() == null ? broken.toString() : broken.getMessage()));
            }
        });
        return () -> job.cancel(true);
    }

    private static <T> T wait(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }
}
