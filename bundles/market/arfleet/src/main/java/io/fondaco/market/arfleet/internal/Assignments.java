package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.fondaco.ao.Tag;
import io.fondaco.arfleet.Announcement;
import io.fondaco.arfleet.Matching;
import io.fondaco.arfleet.Wish;
import io.fondaco.deal.DealView;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Fault.Blame;
import io.fondaco.deal.Waker;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.arfleet.internal.Merchants.Merchant;
import io.fondaco.market.arfleet.internal.client.Assignment;
import io.fondaco.market.arfleet.internal.client.Assignment.Chosen;
import io.fondaco.market.arfleet.internal.client.AssignmentEvent;
import io.fondaco.market.arfleet.internal.client.AssignmentSteps;
import io.fondaco.market.arfleet.internal.client.Placement;
import io.fondaco.market.arfleet.internal.client.PlacementEvent;
import io.fondaco.market.arfleet.internal.client.PlacementState;
import io.fondaco.model.DealId;
import io.fondaco.model.Digests;
import io.fondaco.model.Registration;
import io.fondaco.model.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps as many replicas of each assignment as were ordered: counts them, chooses providers, and replaces what is lost. */
final class Assignments implements AssignmentSteps {
    private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);
    private static final long PATIENCE = 30;
    private static final int MOST_REASONS = 20;
    /** How long a provider that failed is passed over. */
    private static final Duration GRUDGE = Duration.ofHours(1);

    private final Merchants merchants;
    private final Ground ground;
    private final Board board;
    private final Conducts conducts;
    private final ClientSide side;
    private final Packed packed;
    private final Time time;
    private final ExecutorService tending;
    private final Map<DealId, Warden> wardens = new ConcurrentHashMap<>();
    private final Settled settled;
    private final Set<DealId> calledOff = ConcurrentHashMap.newKeySet();
    /** Assignments resume while the market is still being put together. */
    private final CountDownLatch ready = new CountDownLatch(1);

    private volatile Machine<PlacementEvent, Placement> placements;
    private volatile Machine<AssignmentEvent, Assignment> assignments;

    Assignments(
            Merchants merchants,
            Ground ground,
            Board board,
            Conducts conducts,
            Settled settled,
            ClientSide side,
            Packed packed,
            Time time,
            ExecutorService tending) {
        this.merchants = merchants;
        this.ground = ground;
        this.board = board;
        this.conducts = conducts;
        this.settled = settled;
        this.side = side;
        this.packed = packed;
        this.time = time;
        this.tending = tending;
    }

    void runs(Machine<PlacementEvent, Placement> each, Machine<AssignmentEvent, Assignment> all) {
        placements = each;
        assignments = all;
        ready.countDown();
    }

    // ---- what happened to a placement

    /** A placement came to its end. */
    void placed(DealView view) {
        Placement placement = placements.remembered(view.id()).orElseThrow();
        PlacementState state = States.of(PlacementState.class, view);
        if (state == PlacementState.UNAVAILABLE) {
            conducts.failed(placement.party(), placement.provider());
        }
        // On a thread of this market's own: the engine's are for what is quick.
        tending.execute(() -> {
            try {
                if (state == PlacementState.COMPLETED) {
                    guard(view.id(), placement);
                } else {
                    recall(view.id(), placement);
                }
                tidy(view.id(), state == PlacementState.COMPLETED);
            } catch (RuntimeException broken) {
                LOG.warn("placement {} is looked after when its assignment is", view.id(), broken);
            }
            changed(placement, state.name());
        });
    }

    private void tidy(DealId id, boolean completed) {
        try {
            packed.tidy(id, completed);
        } catch (IOException | UncheckedIOException left) {
            LOG.warn("what placement {} needs no more is still on disk: {}", id, left.getMessage());
        }
    }

    /** Asks for the money of a placement that failed: its assignment may be over, and nobody else would. */
    private void recall(DealId id, Placement placement) {
        if (placement.process().isEmpty() || merchants.named(placement.party()).isEmpty()) {
            return; // Of one whose party is away the assignment asks, when the party comes in.
        }
        side.callOff(placement).whenComplete((status, failure) -> {
            if (failure != null) {
                LOG.warn("the reward of placement {} did not come back yet: {}", id, failure.toString());
            } else if (status.equals("Activated")) {
                guard(id, placement);
            }
        });
    }

    private void changed(Placement placement, String what) {
        DealId assignment = new DealId(placement.assignment(), placement.party());
        assignments
                .send(assignment, new AssignmentEvent.Changed(placement.id(), what))
                .whenComplete((taken, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "assignment {} was not told that placement {} is {}",
                                assignment,
                                placement.id(),
                                what,
                                failure);
                    }
                });
    }

    /** Looks after the deals of a party that came in, those that may run still. */
    void guard(Map<DealId, Placement> completed) {
        tending.execute(() -> completed.forEach((id, placement) -> {
            try {
                if (!wardens.containsKey(id)) {
                    guard(id, placement);
                }
            } catch (RuntimeException broken) {
                LOG.warn("the deal of placement {} is looked after when its assignment is", id, broken);
            }
        }));
    }

    /** Looks after the deal of a placement from now on. */
    private void guard(DealId id, Placement placement) {
        Optional<Merchant> client = merchants.named(placement.party());
        if (client.isEmpty() || settled.is(id)) {
            return; // When the party comes in, it is guarded; and what is over needs nobody.
        }
        List<Tag> terms = ground.unit()
                .process(placement.process())
                .orElseThrow(() -> new IllegalStateException("the unit does not know process " + placement.process()))
                .tags();
        Warden warden = new Warden(
                client.get().account(),
                time,
                placement.process(),
                DealTerms.of(terms),
                ClientSide.stirs(
                        client.get(), placement.id(), placement.bargain().periods()),
                state -> {},
                state -> ended(id, placement, state));
        if (wardens.putIfAbsent(id, warden) == null) {
            warden.start();
        }
    }

    private void ended(DealId id, Placement placement, JsonNode state) {
        settled.now(id);
        wardens.remove(id);
        conducts.ended(
                placement.party(),
                placement.provider(),
                state.path("Passes").asLong(),
                state.path("Misses").asLong());
        changed(placement, state.path("Status").asText());
    }

    Collection<Warden> wardens() {
        return List.copyOf(wardens.values());
    }

    // ---- tending an assignment

    @Override
    public Registration tend(Assignment assignment, Waker<AssignmentEvent> waker) {
        Future<?> job = tending.submit(() -> {
            try {
                ready.await();
                look(assignment, waker);
            } catch (CancellationException | InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (Exception broken) {
                Throwable cause = broken instanceof ExecutionException ? broken.getCause() : broken;
                waker.fault(Fault.later(Blame.US, cause.getMessage() == null ? cause.toString() : cause.getMessage()));
            }
        });
        return () -> job.cancel(true);
    }

    /** What there is of an assignment now. @param gone providers that are passed over */
    private record Count(int live, int pending, Set<String> gone) {}

    private void look(Assignment assignment, Waker<AssignmentEvent> waker) throws Exception {
        Merchant client = merchants
                .named(assignment.party())
                .orElseThrow(() -> new IllegalStateException("party " + assignment.party() + " is away"));
        Count count = count(assignment, client);
        long now = time.now().toEpochMilli();
        if (count.live() >= assignment.redundancy()) {
            waker.accept(new AssignmentEvent.Achieved());
            return;
        }
        if (count.live() != assignment.achieved()) {
            waker.accept(new AssignmentEvent.Counted(count.live()));
        }
        long left = assignment.until() - now;
        if (left < assignment.every()) {
            if (count.live() == 0 && count.pending() == 0) {
                waker.accept(new AssignmentEvent.Over());
            }
            return; // Too late for another deal; those that run are told of when they end.
        }
        int missing = assignment.redundancy() - count.live() - count.pending();
        if (missing > 0) {
            choose(assignment, client, count, missing, left, waker);
        }
    }

    private Count count(Assignment assignment, Merchant client) throws Exception {
        int live = 0;
        int pending = 0;
        Set<String> gone = new HashSet<>();
        gone.add(client.address());
        for (Chosen chosen : assignment.placements()) {
            DealId id = new DealId(chosen.placement(), assignment.party());
            Optional<DealView> view = placements.view(id);
            if (view.isEmpty()) {
                open(id, assignment, chosen);
                pending++;
                gone.add(chosen.provider());
                continue;
            }
            PlacementState state = States.of(PlacementState.class, view.get());
            Placement placement = placements.remembered(id).orElseThrow();
            if (view.get().open()) {
                pending++;
                gone.add(chosen.provider());
            } else if (state == PlacementState.COMPLETED) {
                gone.add(chosen.provider());
                // A deal that is over by the clock, and was told so by nobody, is settled by whoever guards it.
                if (!wardens.containsKey(id)) {
                    guard(id, placement);
                }
                if (!settled.is(id) && status(client, placement).equals("Activated")) {
                    live++;
                }
            } else {
                Duration grudge = Duration.ofMillis(Math.min(GRUDGE.toMillis(), assignment.duration() / 10));
                if (view.get().since().plus(grudge).isAfter(time.now())) {
                    gone.add(chosen.provider());
                }
                callOff(id, placement);
                if (wardens.containsKey(id)) {
                    // Given up, and its deal became active all the same: a replica like any other.
                    live++;
                    gone.add(chosen.provider());
                }
            }
        }
        return new Count(live, pending, gone);
    }

    private static String status(Merchant client, Placement placement) throws Exception {
        JsonNode state = wait(client.account().look(placement.process(), new Tag("Action", "GetState")));
        return state.path("Status").asText();
    }

    private void open(DealId id, Assignment assignment, Chosen chosen) throws Exception {
        Placement placement = new Placement(
                id.local(),
                assignment.id(),
                assignment.party(),
                chosen.provider(),
                chosen.urls(),
                assignment.data(),
                chosen.bargain(),
                Placement.Replica.NONE,
                "",
                "",
                0,
                0,
                "");
        wait(placements.open(id, placement, new PlacementEvent.Open()));
    }

    /** Money in the process of a placement that failed comes back at once, not only when its time is over. */
    private void callOff(DealId id, Placement placement) throws Exception {
        if (!placement.process().isEmpty() && !calledOff.contains(id)) {
            String status = wait(side.callOff(placement));
            if (status.equals("Activated")) {
                LOG.warn(
                        "placement {} was given up, and its deal became active all the same: it goes on to its end",
                        id);
                guard(id, placement);
            }
            calledOff.add(id);
        }
    }

    private void choose(
            Assignment assignment, Merchant client, Count count, int missing, long left, Waker<AssignmentEvent> waker)
            throws Exception {
        long periods = (left + assignment.every() - 1) / assignment.every();
        Duration duration = Duration.ofMillis(periods * assignment.every());
        Wish wish = new Wish(
                assignment.data().bytes(),
                duration,
                assignment.ceiling(),
                Duration.ofMillis(assignment.every()),
                assignment.leaves(),
                assignment.collateral());
        List<Announcement> announced = wait(board.all(client.account()));
        Matching.Found found = Matching.find(
                wish, announced, count.gone(), provider -> conducts.of(assignment.party(), provider), time.now());
        List<Chosen> chosen = new ArrayList<>();
        for (Matching.Quote quote :
                found.quotes().subList(0, Math.min(missing, found.quotes().size()))) {
            chosen.add(chosen(assignment, quote, periods));
        }
        if (chosen.isEmpty()) {
            waker.fault(Fault.later(Blame.PEER, nobody(assignment, count, found) + failed(assignment)));
        } else {
            waker.accept(new AssignmentEvent.Chose(chosen));
        }
    }

    /** Why the last placement came to nothing, for whoever wonders why there is no other. */
    private String failed(Assignment assignment) {
        List<Chosen> all = new ArrayList<>(assignment.placements());
        Collections.reverse(all);
        return all.stream()
                .flatMap(chosen -> placements.remembered(new DealId(chosen.placement(), assignment.party())).stream())
                .map(Placement::why)
                .filter(why -> !why.isEmpty())
                .findFirst()
                .map(why -> ". The last placement failed: " + why)
                .orElse("");
    }

    private Chosen chosen(Assignment assignment, Matching.Quote quote, long periods) {
        String provider = quote.announcement().provider();
        BigInteger reward = quote.price();
        String name = HexFormat.of()
                .formatHex(Digests.sha256(
                        (assignment.id() + " " + provider + " " + time.now().toEpochMilli())
                                .getBytes(StandardCharsets.UTF_8)))
                .substring(0, 32);
        return new Chosen(
                name,
                provider,
                quote.announcement().terms().connections().stream()
                        .map(Object::toString)
                        .toList(),
                new Placement.Bargain(
                        reward,
                        assignment.collateral(),
                        periods,
                        assignment.every(),
                        assignment.response(),
                        assignment.leaves(),
                        assignment.forfeitAfter()));
    }

    private static String nobody(Assignment assignment, Count count, Matching.Found found) {
        StringBuilder why = new StringBuilder(count.live() + " of " + assignment.redundancy()
                + " replicas are there, and no other provider takes one");
        // Anybody can announce anything, any number of times.
        found.refused().entrySet().stream().limit(MOST_REASONS).forEach(each -> why.append("; ")
                .append(each.getKey())
                .append(": ")
                .append(each.getValue(), 0, Math.min(200, each.getValue().length())));
        if (found.refused().isEmpty()) {
            why.append(": nobody announces anything; `arfleet:market` shows who does");
        }
        return why.toString();
    }

    void close() {
        wardens.values().forEach(Warden::close);
        wardens.clear();
    }

    private static <T> T wait(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }
}
