package io.fondaco.console.tool.internal;

import io.fondaco.console.tool.Tool;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.PieceInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Component;

/** {@code commp}: the piece commitment of a file's bytes as they are. */
@Component(property = Tool.NAME + "=commp")
public final class CommPTool implements Tool {

    private static final int BUFFER = 1 << 20;

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        try (WatchedFile file = WatchedFile.open(new Options(arguments).file(), progress);
                CommPCalculator calculator = CommPCalculator.parallel()) {
            byte[] buffer = new byte[BUFFER];
            for (int got = file.read(buffer, 0, BUFFER); got >= 0; got = file.read(buffer, 0, BUFFER)) {
                calculator.update(buffer, 0, got);
            }
            file.requireUnchanged();
            PieceInfo piece = calculator.finish();
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("pieceCidV1", piece.cidV1().toString());
            answer.put("pieceCidV2", piece.cidV2().toString());
            answer.put("pieceSize", piece.size().padded());
            answer.put("payloadBytes", piece.payloadBytes());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
