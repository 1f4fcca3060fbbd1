using System.Security.Cryptography;
using Scim.GrainInterfaces.Sessions;

namespace Scim.Grains.Tests.Sessions;

public sealed class SessionTokenTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(SessionToken.KeySize);

    [Fact]
    public void Create_ThenRead_NamesUserAndSession()
    {
        string user = Guid.CreateVersion7().ToString();
        string text = SessionToken.Create(user, Key, out SessionToken token);
        Assert.Equal(user, token.UserId);
        Assert.Equal(token, SessionToken.ParseAndVerify(text, Key));
        Assert.Equal(94, text.Length);
        Assert.NotEqual(text, SessionToken.Create(user, Key, out _));
        Assert.DoesNotContain(text, token.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnotherKeyOrNone_IsNull()
    {
        string text = SessionToken.Create(Guid.CreateVersion7().ToString(), Key, out _);
        Assert.Null(SessionToken.ParseAndVerify(text, RandomNumberGenerator.GetBytes(SessionToken.KeySize)));
        Assert.Null(SessionToken.ParseAndVerify(text, []));
    }

    [Fact]
    public void Read_OfAnyOtherText_IsNull()
    {
        string text = SessionToken.Create(Guid.CreateVersion7().ToString(), Key, out _);
        for (int i = 0; i < text.Length; i++)
        {
            Assert.Null(SessionToken.ParseAndVerify(text.AsSpan(0, i), Key));
            char other = text[i] == 'x' ? 'y' : 'x';
            Assert.Null(
                SessionToken.ParseAndVerify(string.Concat(text.AsSpan(0, i), [other], text.AsSpan(i + 1)), Key)
            );
        }

        Assert.Null(SessionToken.ParseAndVerify(text + "A", Key));
        Assert.Null(SessionToken.ParseAndVerify(text + "=", Key));
        Assert.Null(SessionToken.ParseAndVerify(new string('A', 100_000), Key));
    }
}
