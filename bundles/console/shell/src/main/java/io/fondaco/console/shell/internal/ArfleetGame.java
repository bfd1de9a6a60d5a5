package io.fondaco.console.shell.internal;

import io.fondaco.arfleet.Detection;
import io.fondaco.arfleet.Game;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code arfleet:game}. */
@Service
@Command(
        scope = "arfleet",
        name = "game",
        description =
                "Solve for terms under which keeping the data is a provider's best play. Example: arfleet:game --loss 0.01 --confidence 0.99 --within 7d")
public final class ArfleetGame extends HouseCommand<Game.Answer> {

    @Option(name = "--loss", description = "Least part of the data whose loss is to be found, such as 1%")
    String loss = "1%";

    @Option(name = "--confidence", description = "How surely, such as 99%")
    String confidence = "99%";

    @Option(name = "--within", description = "How soon: a number and s, m, h or d")
    String within = "7d";

    @Option(name = "--every", description = "How often leaves are asked for; without it as seldom as it may be")
    String every = "0s";

    @Option(name = "--duration", description = "How long the deal lasts")
    String duration = "180d";

    @Option(name = "--size", description = "Bytes of the replica, also with KiB, MiB, GiB or TiB")
    String size = "1GiB";

    @Option(
            name = "--storage",
            description = "What storing 1 GiB for 30 days costs a provider, in base units of the token")
    String storage = "1000000";

    @Option(name = "--downtime", description = "Part of the periods that an honest provider misses, such as 1%")
    String downtime = "1%";

    @Option(name = "--margin", description = "What a provider wants to earn on its cost, such as 20%")
    String margin = "20%";

    @Option(name = "--safety", description = "How many times over dishonesty is to lose, 1 or more")
    double safety = 2;

    @Option(name = "--forfeit-after", description = "Misses in a row that take the whole collateral")
    int forfeitAfter = 5;

    @Override
    Game.Answer ask() {
        return Game.solve(new Game.Question(
                bytes("--size", size),
                time("--duration", duration),
                part("--loss", loss),
                part("--confidence", confidence),
                time("--within", within),
                time("--every", every),
                new BigDecimal(storage),
                part("--downtime", downtime),
                part("--margin", margin),
                safety,
                forfeitAfter));
    }

    static double part(String option, String typed) {
        try {
            return typed.endsWith("%")
                    ? Double.parseDouble(typed.substring(0, typed.length() - 1)) / 100
                    : Double.parseDouble(typed);
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException(option + " is a part such as 1% or 0.01, not '" + typed + "'", none);
        }
    }

    static Duration time(String option, String typed) {
        if (!typed.matches("\\d{1,9}[smhd]")) {
            throw new IllegalArgumentException(
                    option + " is a number and s, m, h or d, such as 7d, not '" + typed + "'");
        }
        long number = Long.parseLong(typed.substring(0, typed.length() - 1));
        return switch (typed.charAt(typed.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    static long bytes(String option, String typed) {
        String[] units = {"", "KiB", "MiB", "GiB", "TiB"};
        for (int i = units.length - 1; i >= 0; i--) {
            if (typed.matches("\\d{1,18}" + units[i])) {
                long number = Long.parseLong(typed.substring(0, typed.length() - units[i].length()));
                if (number <= Long.MAX_VALUE >> (10 * i)) {
                    return number << (10 * i);
                }
            }
        }
        throw new IllegalArgumentException(
                option + " is a number of bytes below 8 EiB, also with KiB, MiB, GiB or TiB, not '" + typed + "'");
    }

    @Override
    void show(Game.Answer answer, PrintStream out) {
        double lost = part("--loss", loss);
        out.println(
                "Ask for " + answer.leaves() + " leaves every " + Spans.text(answer.every()) + ", " + answer.periods()
                        + " times: " + answer.draws() + " draws find a loss of " + loss + " with " + confidence);
        out.println("Found in time: " + percent(answer.found()) + "; each time: "
                + percent(Detection.of(lost, answer.leaves())));
        out.println("Reward " + answer.reward() + ", collateral " + answer.collateral() + ", slash " + answer.slash()
                + " a miss, all of it after " + forfeitAfter + " in a row");
        List<List<?>> rows = new ArrayList<>();
        for (Game.Play play : answer.plays()) {
            rows.add(List.of(
                    play.name(),
                    play.perPeriod().setScale(2, RoundingMode.HALF_EVEN).toPlainString()));
        }
        table(out, "", List.of("What a provider may do", "What a period brings it"), rows);
        out.println(answer.honestyPays() ? "Keeping everything pays best." : "Keeping everything does NOT pay best.");
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.4g %%", 100 * part);
    }
}
