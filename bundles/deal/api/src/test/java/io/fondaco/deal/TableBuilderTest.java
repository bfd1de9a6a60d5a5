package io.fondaco.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.Test;

public class TableBuilderTest {

    enum State {
        NEW,
        WORKING,
        WAITING,
        DONE
    }

    sealed interface Event {}

    record Begin() implements Event {}

    record Worked(String result) implements Event {}

    record Restart() implements Event {}

    record Gone() implements Event {}

    record Deal(String result) {}

    interface World {}

    private static TableBuilder<State, Event, Deal, World> sound() {
        TableBuilder<State, Event, Deal, World> t = DealTable.named(
                        "test.side", State.class, Event.class, Deal.class, World.class)
                .begins(State.NEW);
        t.in(State.NEW).when(Begin.class).then(State.WORKING).asIs();
        t.in(State.WORKING).when(Worked.class).then(State.WAITING).remember((d, e) -> new Deal(e.result()));
        t.in(State.WAITING).when(Gone.class).then(State.DONE).asIs();
        t.in(State.WORKING).when(Gone.class).then(State.DONE).asIs();
        t.anywhere().when(Restart.class).again(Duration.ZERO).asIs();
        t.does(
                State.WORKING,
                "Works.",
                "Wait.",
                (w, d) -> Outcome.raise(new Worked("x")),
                Duration.ofSeconds(1),
                Retry.NEVER,
                Deadline.after(Duration.ofHours(1)),
                (d, f) -> new Gone());
        t.waits(State.WAITING, "Waits.", "Wait.", Deadline.after(Duration.ofHours(1)), d -> new Gone());
        t.ends(State.DONE, Stance.Ending.SUCCEEDED, "Done.", "Nothing.");
        return t;
    }

    private static void refuses(String hole, Consumer<TableBuilder<State, Event, Deal, World>> change) {
        TableBuilder<State, Event, Deal, World> t = sound();
        change.accept(t);
        assertThatThrownBy(t::build).isInstanceOf(TableFault.class).hasMessageContaining(hole);
    }

    @Test
    public void buildsATableWithoutHoles() {
        DealTable<State, Event, Deal, World> table = sound().build();
        assertThat(table.row(State.WORKING, Worked.class)
                        .orElseThrow()
                        .remember()
                        .apply(new Deal(""), new Worked("y")))
                .isEqualTo(new Deal("y"));
        assertThat(table.row(State.DONE, Restart.class)).isEmpty();
    }

    @Test
    public void refusesTwoRowsForOneEventInOneState() {
        refuses(
                "two rows for WORKING / Worked",
                t -> t.in(State.WORKING).when(Worked.class).then(State.DONE).asIs());
    }

    @Test
    public void refusesAStateThatNeitherDoesAnythingNorWaits() {
        TableBuilder<State, Event, Deal, World> t = sound();
        t.stances.remove(State.WAITING);
        assertThatThrownBy(t::build).hasMessageContaining("open state WAITING neither does anything nor waits");
    }

    @Test
    public void refusesAStateThatCannotBeReached() {
        TableBuilder<State, Event, Deal, World> t = sound();
        t.rows.removeIf(r -> r.event() == Worked.class);
        assertThatThrownBy(t::build)
                .hasMessageContaining("state WAITING cannot be reached")
                .hasMessageContaining("event Worked has no row");
    }

    @Test
    public void refusesAStateThatCannotEnd() {
        TableBuilder<State, Event, Deal, World> t = sound();
        t.rows.removeIf(r -> r.event() == Gone.class && r.from().orElse(null) == State.WAITING);
        assertThatThrownBy(t::build).hasMessageContaining("state WAITING cannot end");
    }

    @Test
    public void refusesAFinalStateWithARow() {
        refuses(
                "final state DONE has a row",
                t -> t.in(State.DONE).when(Worked.class).then(State.WAITING).asIs());
    }

    @Test
    public void refusesAnOpenStateWithoutAWayOnAfterARestart() {
        TableBuilder<State, Event, Deal, World> t = sound().restartsWith(d -> new Restart());
        t.rows.removeIf(r -> r.event() == Restart.class);
        t.in(State.WORKING).when(Restart.class).again(Duration.ZERO).asIs();
        assertThatThrownBy(t::build).hasMessageContaining("state WAITING has no way on after a restart");
    }

    @Test
    public void refusesAStateWithoutASentence() {
        refuses("lacks a sentence", t -> {
            t.stances.remove(State.DONE);
            t.ends(State.DONE, Stance.Ending.SUCCEEDED, " ", "Nothing.");
        });
    }

    @Test
    public void refusesAStateThatIsNeverEnteredYetLedTo() {
        refuses("is described and said to be never entered", t -> t.never("not here", State.WAITING));
    }

    @Test
    public void drawsTheSameTableAlwaysTheSame() {
        String drawn = TableDiagram.mermaid(TableView.of(sound().build()));
        assertThat(drawn)
                .isEqualTo(TableDiagram.mermaid(TableView.of(sound().build())))
                .contains("[*] --> New", "New --> Working : Begin", "Done --> [*]", "from any open state: Restart");
    }
}
