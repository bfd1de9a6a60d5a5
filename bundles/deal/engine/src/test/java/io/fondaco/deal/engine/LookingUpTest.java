package io.fondaco.deal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.deal.DealQuery;
import io.fondaco.deal.NoSuchDealException;
import io.fondaco.deal.spi.Machine;
import io.fondaco.model.DealId;
import org.junit.Test;

/** Finding, explaining and checking deals. */
public class LookingUpTest extends EngineBench {

    @Test
    public void findsADealByTheBeginningOfItsId() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        get(machine.open(new DealId("bafyonly", "alice"), FRESH, new Open()));
        DealId other = new DealId("bafyone", "bob");
        get(machine.open(other, FRESH, new Open()));
        assertThat(engine.find("bafyone").id()).isIn(ID, other);
        assertThat(engine.find("bafyo@bo").id()).isEqualTo(other);
        assertThat(engine.find("bafyone@alice").id()).isEqualTo(ID);
        assertThatThrownBy(() -> engine.find("bafyon"))
                .isInstanceOf(NoSuchDealException.class)
                .hasMessageContaining("several");
        assertThatThrownBy(() -> engine.find("bafyx")).hasMessageContaining("deal:list");
        assertThat(engine.list(DealQuery.newest(10)).items()).hasSize(3);
    }

    @Test
    public void explainsADealWhoseMarketIsNotRunning() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        machine.close();
        assertThat(engine.explain(ID).nextAction()).contains("Install its plugin");
        assertThatThrownBy(() -> get(engine.retry(ID))).hasMessageContaining("not running");
    }

    @Test
    public void findsAJournalThatDoesNotFoldToWhatIsStored() throws Exception {
        Machine<Event, Deal> machine = engine.run(table(), world);
        get(machine.open(ID, FRESH, new Open()));
        expect("Open>Paying", "Paid>Waiting");
        var row = store.get("deal", ID.toString()).orElseThrow();
        byte[] forged = new String(row.body(), java.nio.charset.StandardCharsets.UTF_8)
                .replace("\"paid\":5", "\"paid\":6")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        get(store.put(new io.fondaco.persistence.IndexRow("deal", row.key(), row.sort(), row.facets(), forged)));
        assertThat(engine.verify(ID)).hasSize(1).first().asString().contains("the journal folds to");
    }
}
