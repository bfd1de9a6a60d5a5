package io.fondaco.ao.lua.internal;

import io.fondaco.ao.spi.Outcome;

/** Prints how many messages a second processes take on one core. Not a test: run it by its main method. */
public final class SpeedCheck {
    private static final String COUNTER =
            """
            local n = 0
            Handlers.add("Add", { Action = "Add" }, function(msg) n = n + tonumber(msg.Quantity) end)
            """;

    private static final String DEAL =
            """
            local json = require("json")
            local bint = require(".bint")(256)
            local crypto = require(".crypto")
            local base64 = require(".base64")
            Balances = { [Owner] = "1000000000000000000000" }
            Handlers.add("Info", { Action = "Info" }, function(msg) msg.reply({ Name = "x" }) end)
            Handlers.add("Balance", { Action = "Balance" }, function(msg) msg.reply({ Balance = Balances[msg.From] or "0" }) end)
            Handlers.add("Transfer", { Action = "Transfer" }, function(msg)
              local quantity = bint(msg.Quantity)
              assert(quantity > bint.zero(), "Quantity must be positive")
              local from = bint(Balances[msg.From] or "0")
              if from < quantity then
                msg.reply({ Action = "Transfer-Error", Error = "Insufficient Balance!" })
                return
              end
              Balances[msg.From] = tostring(from - quantity)
              Balances[msg.Recipient] = tostring(bint(Balances[msg.Recipient] or "0") + quantity)
              msg.reply({ Action = "Debit-Notice", Quantity = tostring(quantity), Recipient = msg.Recipient })
              Send({ Target = msg.Recipient, Action = "Credit-Notice", Quantity = tostring(quantity), Sender = msg.From })
            end)
            Handlers.add("Submit", { Action = "SubmitChallenge" }, function(msg)
              local proof = json.decode(msg.Data)
              local leaf = base64.decode(proof.Leaf)
              local node = crypto.digest.sha2_256("\\0" .. leaf).asString()
              for _, step in ipairs(proof.Path) do
                node = crypto.digest.sha2_256("\\1" .. node .. base64.decode(step)).asString()
              end
              Root = node
              msg.reply({ Data = json.encode({ Success = true, Depth = #proof.Path }) })
            end)
            """;

    private SpeedCheck() {}

    public static void main(String[] args) {
        StringBuilder proof = new StringBuilder("{\"Path\":[");
        for (int i = 0; i < 16; i++) {
            proof.append(i == 0 ? "" : ",").append('"').append("A".repeat(43)).append("=\"");
        }
        proof.append("],\"Leaf\":\"").append("QUJD".repeat(8192 / 3)).append("\"}");
        measure("counter", COUNTER, 200_000, "", "Action", "Add", "Quantity", "1");
        measure("transfer", DEAL, 40_000, "", "Action", "Transfer", "Quantity", "12", "Recipient", "bob");
        measure("challenge of 8 KiB", DEAL, 20_000, proof.toString(), "Action", "SubmitChallenge");
    }

    private static void measure(String name, String code, int times, String data, String... tags) {
        Unit unit = Unit.sealed(code);
        unit.boot();
        long gas = 0;
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
                Outcome outcome = unit.send(data, tags);
                if (outcome.error().isPresent()) {
                    throw new IllegalStateException(outcome.error().get());
                }
                gas = outcome.gasUsed();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("%s: %.0f messages/s, %d steps each%n", name, times / seconds, gas);
        }
    }
}
