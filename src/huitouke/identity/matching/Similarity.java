package huitouke;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.api.java.UDF2;

/**
 * The two measures of DuckDB, for Spark: the same numbers for the same texts, over the bytes of UTF-8 as DuckDB counts.
 * Splink's are not: its Jaro-Winkler (commons-text) halves an odd number of moved signs, DuckDB rounds it down.
 *
 * Compiled by the compiler that Spark brings (Janino), when a session begins: no lambdas, no generics.
 */
public class Similarity {

    private static byte[] bytes(Object text) {
        return ((String) text).getBytes(StandardCharsets.UTF_8);
    }

    /** Jaro's similarity from 0 to 1, raised for a common beginning of up to 4 bytes (Winkler 1990, p = 0.1). */
    public static class JaroWinkler implements UDF2 {
        public Object call(Object one, Object other) {
            if (one == null || other == null) {
                return null;
            }
            return Double.valueOf(similarity(bytes(one), bytes(other)));
        }

        static double similarity(byte[] left, byte[] right) {
            if (left.length == 0 || right.length == 0) {
                return 0.0;
            }
            int reach = Math.max(Math.max(left.length, right.length) / 2 - 1, 0);
            boolean[] taken = new boolean[right.length];
            byte[] common = new byte[left.length];
            int hits = 0;
            for (int i = 0; i < left.length; i++) {
                int end = Math.min(right.length, i + reach + 1);
                for (int j = Math.max(0, i - reach); j < end; j++) {
                    if (!taken[j] && right[j] == left[i]) {
                        taken[j] = true;
                        common[hits++] = left[i];
                        break;
                    }
                }
            }
            if (hits == 0) {
                return 0.0;
            }
            int moved = 0;
            int place = 0;
            for (int j = 0; j < right.length; j++) {
                if (taken[j]) {
                    if (common[place] != right[j]) {
                        moved++;
                    }
                    place++;
                }
            }
            double found = hits;
            double jaro = (found / left.length + found / right.length + (found - moved / 2) / found) / 3;
            if (jaro <= 0.7) {
                return jaro;
            }
            int most = Math.min(4, Math.min(left.length, right.length));
            int prefix = 0;
            while (prefix < most && left[prefix] == right[prefix]) {
                prefix++;
            }
            return jaro + 0.1 * prefix * (1 - jaro);
        }
    }

    /** Damerau's distance, also of swapped bytes with others between them (Lowrance and Wagner 1975). */
    public static class Edits implements UDF2 {
        public Object call(Object one, Object other) {
            if (one == null || other == null) {
                return null;
            }
            return Long.valueOf(distance(bytes(one), bytes(other)));
        }

        static long distance(byte[] left, byte[] right) {
            int rows = left.length;
            int columns = right.length;
            int far = rows + columns;
            int[] last = new int[256];
            int[][] table = new int[rows + 2][columns + 2];
            table[0][0] = far;
            for (int i = 0; i <= rows; i++) {
                table[i + 1][0] = far;
                table[i + 1][1] = i;
            }
            for (int j = 0; j <= columns; j++) {
                table[0][j + 1] = far;
                table[1][j + 1] = j;
            }
            for (int i = 1; i <= rows; i++) {
                int match = 0;
                for (int j = 1; j <= columns; j++) {
                    int before = last[right[j - 1] & 255];
                    int beside = match;
                    int cost = 1;
                    if (left[i - 1] == right[j - 1]) {
                        cost = 0;
                        match = j;
                    }
                    int swapped = table[before][beside] + (i - before - 1) + 1 + (j - beside - 1);
                    int changed = Math.min(table[i][j] + cost, Math.min(table[i + 1][j], table[i][j + 1]) + 1);
                    table[i + 1][j + 1] = Math.min(changed, swapped);
                }
                last[left[i - 1] & 255] = i;
            }
            return table[rows + 1][columns + 1];
        }
    }
}
