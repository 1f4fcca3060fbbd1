using System.Text;
using Scim.Protocol.Json;

namespace Scim.Protocol.Tests;

public sealed class PooledJsonWriterTests
{
    [Fact]
    public void Rent_AfterIncompleteDocument_HasNoContent()
    {
        using (PooledJsonWriter incomplete = PooledJsonWriter.Rent())
        {
            incomplete.Json.WriteStartObject();
            incomplete.Json.WriteString("a", new string('x', 100));
            incomplete.Json.Flush();
        }

        using PooledJsonWriter writer = PooledJsonWriter.Rent();
        Assert.Equal(0, writer.Json.BytesCommitted + writer.Json.BytesPending);
        writer.Json.WriteStringValue("é<");
        Assert.Equal("\"é\\u003C\"", Encoding.UTF8.GetString(writer.ToArray()));
    }

    [Fact]
    public void Rent_WhileAnotherIsRented_DoesNotShareIt()
    {
        using PooledJsonWriter outer = PooledJsonWriter.Rent();
        outer.Json.WriteStartArray();
        using (PooledJsonWriter inner = PooledJsonWriter.Rent())
        {
            inner.Json.WriteNumberValue(1);
            Assert.Equal("1"u8, inner.ToArray());
        }

        outer.Json.WriteEndArray();
        Assert.Equal("[]"u8, outer.ToArray());
    }

    [Fact]
    public void Rent_AfterSmallDocument_ReusesTheWriter()
    {
        PooledJsonWriter first = PooledJsonWriter.Rent();
        first.Dispose();
        using PooledJsonWriter second = PooledJsonWriter.Rent();
        Assert.Same(first, second);
    }

    [Fact]
    public void Rent_AfterLargeDocument_DoesNotKeepItsBuffer()
    {
        PooledJsonWriter large = PooledJsonWriter.Rent();
        large.Json.WriteStringValue(new string('x', 100_000));
        Assert.Equal(100_002, large.ToArray().Length);
        large.Dispose();
        using PooledJsonWriter next = PooledJsonWriter.Rent();
        Assert.NotSame(large, next);
    }
}
