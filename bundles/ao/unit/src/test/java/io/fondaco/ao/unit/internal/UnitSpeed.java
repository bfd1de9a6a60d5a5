package io.fondaco.ao.unit.internal;

import io.fondaco.ao.DataItem;
import io.fondaco.ao.Receipt;
import io.fondaco.persistence.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Messages a second from the signed item to the durable result, for a process that does next to nothing. */
public final class UnitSpeed {
    private UnitSpeed() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("ao-speed");
        Rig rig = new Rig(folder).start();
        run("in memory, one process", rig, 1);
        run("in memory, 8 processes", rig, 8);
        String process = rig.spawn();
        for (int i = 0; i < 5000; i++) {
            rig.unit.submit(rig.message(process, "Set", "x"));
        }
        rig.hash(process);
        rig.restart();
        long start = System.nanoTime();
        long evaluated = Rig.get(rig.unit.stateHash(process)).evaluated();
        System.out.printf("replay: %.0f messages/s%n", evaluated * 1e9 / (System.nanoTime() - start));
        rig.close();
        try (SqliteStore store =
                new SqliteStore(folder.resolve("store.db"), io.fondaco.persistence.sqlite.Settings.USUAL)) {
            Rig durable = new Rig(folder).start(store, store);
            run("SQLite, one process", durable, 1);
            run("SQLite, 8 processes", durable, 8);
            durable.close();
        }
    }

    private static void run(String what, Rig rig, int processes) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            ids.add(rig.spawn());
        }
        for (int round = 0; round < 3; round++) {
            List<DataItem> items = new ArrayList<>();
            for (int i = 0; i < 4000; i++) {
                items.add(rig.message(ids.get(i % processes), "Set", "v" + i));
            }
            long start = System.nanoTime();
            List<CompletionStage<Receipt>> receipts =
                    items.stream().map(rig.unit::submit).toList();
            receipts.forEach(Rig::get);
            ids.forEach(rig::hash);
            System.out.printf("%s: %.0f messages/s%n", what, items.size() * 1e9 / (System.nanoTime() - start));
        }
    }
}
