using System.Globalization;
using System.Text;
using Scim.Grains.Storage;

namespace Scim.Grains.Directory.Cursors;

/// <summary>Serializes cursors in a compact binary format, because they are part of URLs.</summary>
internal static class CursorSerializer
{
    // The number of seconds since this time fits into 32 bits until 2156.
    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private enum KeyType
    {
        Null,
        String,
        Integer,
        Double,
        Boolean,
        Decimal,
    }

    /// <summary>Serializes a cursor.</summary>
    public static byte[] SerializeCursor(ListCursor cursor)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        Guid id = default;
        bool isGuid = cursor.From is { } at && Guid.TryParseExact(at.Id, "D", out id) && id.ToString("D") == at.Id;
        writer.Write(
            (byte)(
                (cursor.IsBackward ? 1 : 0)
                | (cursor.From is not null ? 2 : 0)
                | (isGuid ? 4 : 0)
                | (cursor.Total is not null ? 8 : 0)
            )
        );
        writer.Write((uint)Math.Clamp((cursor.IssuedAt - Epoch).TotalSeconds, 0, uint.MaxValue));
        writer.Write7BitEncodedInt(cursor.Count);
        if (cursor.Total is { } total)
            writer.Write7BitEncodedInt64(total);
        if (cursor.From is not { } from)
            return GetWrittenBytes();
        if (isGuid)
            writer.Write(id.ToByteArray(bigEndian: true));
        else
            writer.Write(from.Id);
        WriteKey(writer, from.Key);
        return GetWrittenBytes();

        byte[] GetWrittenBytes()
        {
            writer.Flush();
            return buffer.ToArray();
        }
    }

    /// <summary>Deserializes a cursor.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a valid cursor.</exception>
    public static ListCursor DeserializeCursor(byte[] bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            byte flags = reader.ReadByte();
            DateTimeOffset issued = Epoch.AddSeconds(reader.ReadUInt32());
            int count = reader.Read7BitEncodedInt();
            long? total = (flags & 8) != 0 ? reader.Read7BitEncodedInt64() : null;
            ListPosition? from = null;
            if ((flags & 2) != 0)
            {
                string id =
                    (flags & 4) != 0
                        ? new Guid(reader.ReadBytes(16), bigEndian: true).ToString("D")
                        : reader.ReadString();
                from = new ListPosition(ReadKey(reader), id);
            }

            return new ListCursor(issued, count, (flags & 1) != 0, from, total);
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("The bytes are not a valid cursor.", e);
        }
    }

    private static void WriteKey(BinaryWriter writer, object? key)
    {
        switch (key)
        {
            case null:
                writer.Write((byte)KeyType.Null);
                break;
            case string text:
                writer.Write((byte)KeyType.String);
                writer.Write(text);
                break;
            case bool flag:
                writer.Write((byte)KeyType.Boolean);
                writer.Write(flag);
                break;
            case double or float:
                writer.Write((byte)KeyType.Double);
                writer.Write(Convert.ToDouble(key, CultureInfo.InvariantCulture));
                break;
            case decimal exact:
                writer.Write((byte)KeyType.Decimal);
                writer.Write(exact);
                break;
            default:
                writer.Write((byte)KeyType.Integer);
                writer.Write7BitEncodedInt64(Convert.ToInt64(key, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static object? ReadKey(BinaryReader reader) =>
        (KeyType)reader.ReadByte() switch
        {
            KeyType.Null => null,
            KeyType.String => reader.ReadString(),
            KeyType.Integer => reader.Read7BitEncodedInt64(),
            KeyType.Double => reader.ReadDouble(),
            KeyType.Boolean => reader.ReadBoolean(),
            KeyType.Decimal => reader.ReadDecimal(),
            _ => throw new FormatException("The cursor contains an unknown key type."),
        };
}
