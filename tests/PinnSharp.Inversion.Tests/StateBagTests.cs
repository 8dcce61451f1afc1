namespace PinnSharp.Inversion.Tests;

public sealed class StateBagTests
{
    private static StateBag Sample() => new StateBag()
        .Add("nan", BitConverter.Int64BitsToDouble(0x7ff8_0000_dead_beef)).Add("minus zero", -0.0).Add("tiny", double.Epsilon)
        .Add("seed", long.MinValue).Add("text", "θ → ½‖r‖²\n").Add("array", [0.1, double.NegativeInfinity, -0.0]).Add("empty", Array.Empty<double>())
        .Add("inner", new StateBag().Add("x", 1.5).Add("deeper", new StateBag()));

    private static byte[] Bytes(StateBag bag)
    {
        using var stream = new MemoryStream();
        bag.Write(stream);
        return stream.ToArray();
    }

    [Test]
    public void Bits_and_order_survive()
    {
        var bytes = Bytes(Sample());
        var read = StateBag.Read(new MemoryStream(bytes));
        Assert.That(Bytes(read), Is.EqualTo(bytes));
        Assert.That(read.Names, Is.EqualTo(new[] { "nan", "minus zero", "tiny", "seed", "text", "array", "empty", "inner" }));
        Assert.That(BitConverter.DoubleToInt64Bits(read.Number("nan")), Is.EqualTo(0x7ff8_0000_dead_beef));
        Assert.That(double.IsNegative(read.Number("minus zero")));
        Assert.That(read.Integer("seed"), Is.EqualTo(long.MinValue));
        Assert.That(read.Text("text"), Is.EqualTo("θ → ½‖r‖²\n"));
        Assert.That(read.Array("array")[0], Is.EqualTo(0.1));
        Assert.That(read.Bag("inner").Number("x"), Is.EqualTo(1.5));
    }

    [Test]
    public void An_array_longer_than_one_chunk_survives()
    {
        double[] long_ = [.. Enumerable.Range(0, 20_001).Select(i => Math.Sin(i))];
        var read = StateBag.Read(new MemoryStream(Bytes(new StateBag().Add("a", long_).Add("after", 7))));
        Assert.That(read.Array("a"), Is.EqualTo(long_));
        Assert.That(read.Integer("after"), Is.EqualTo(7));
    }

    [Test]
    public void Two_bags_can_follow_each_other_in_a_stream()
    {
        using var stream = new MemoryStream([.. Bytes(Sample()), .. Bytes(new StateBag().Add("next", 2.0))]);
        _ = StateBag.Read(stream);
        Assert.That(StateBag.Read(stream).Number("next"), Is.EqualTo(2.0));
    }

    [Test]
    public void Whatever_is_cut_off_is_refused()
    {
        var bytes = Bytes(Sample());
        for (var length = 0; length < bytes.Length; length++)
            Assert.That(() => StateBag.Read(new MemoryStream(bytes, 0, length)), Throws.TypeOf<InvalidDataException>(), $"first {length} bytes");
    }

    [Test]
    public void A_huge_announced_length_is_refused_without_allocating_it()
    {
        var bytes = Bytes(new StateBag().Add("a", [1.0]));
        bytes.AsSpan(bytes.Length - 12, 4).Fill(0x7f);
        Assert.That(() => StateBag.Read(new MemoryStream(bytes)), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Errors_name_the_entry()
    {
        Assert.That(() => Sample().Number("missing"), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("The saved state has no 'missing'."));
        Assert.That(() => Sample().Number("seed"),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("'seed' of the saved state is a Int64, not a Double."));
        Assert.That(() => Sample().Add("seed", 1), Throws.ArgumentException);
        Assert.That(() => StateBag.Read(new MemoryStream("PSB2....."u8.ToArray())),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("This is not a saved state: it does not begin with 'PSB1'."));
    }
}
