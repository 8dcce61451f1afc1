System.Console.WriteLine("pinnsharp");
